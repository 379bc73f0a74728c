"""Writing a stranger's picture anew in a process of its own, since no decoder can be trusted to end."""

import base64

from microblog.pictures.decoding import Fault as Damage
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import form_of
from microblog.web.apart import SECONDS, answer_apart, read_apart
from microblog.web.documents import Answer, Fault

_PROGRAM = "from microblog.answers import apart; apart.main()"


def small_picture_apart(answer: Answer, seconds: float = SECONDS) -> bytes:
    """Return the middle of a picture, square and small, as WebP; raise Fault where it is none or takes too long."""
    return base64.b64decode(read_apart(_PROGRAM, answer, seconds))


def main() -> None:
    """Write the picture that standard input has anew, and write that to standard output."""
    answer_apart(_small)


def _small(answer: Answer) -> str:
    try:
        outcome = encode_picture(answer.body, form_of("x.webp", 0, is_avatar=True))
    except Damage as damage:
        raise Fault(damage.what) from None
    return base64.b64encode(outcome.files[-1].data).decode()
