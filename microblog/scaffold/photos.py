"""Photos for a new post: scaled to what the site publishes at most, and without what a camera noted, before they lie in a repository."""

from pathlib import Path, PurePosixPath

from microblog.errors import UsageError
from microblog.model import urls
from microblog.pictures.decoding import Fault
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import form_of
from microblog.scaffold.posts import Photo
from microblog.sources.sourcefile import MAX_ATTACHMENT


def read_photo(path: Path, longest: int) -> Photo:
    """Read a picture and write it anew, its longest side at most so long; raise UsageError where that cannot be done."""
    try:
        if path.stat().st_size > MAX_ATTACHMENT:
            raise UsageError(f"{path} is larger than {MAX_ATTACHMENT >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    try:
        file = encode_picture(data, form_of(path.name, longest, is_avatar=False)).files[0]
    except Fault as fault:
        raise UsageError(f"{path} {fault.what}; {fault.remedy}") from None
    stem = urls.slugify(path.stem.lower()).strip("-._")[:40] or "photo"
    return Photo(stem, PurePosixPath(f"x{file.suffix or path.suffix.lower()}").suffix, file.data)
