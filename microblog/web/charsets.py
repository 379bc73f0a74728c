"""How a document's bytes are read as text.

What is said of an encoding is often wrong where it says UTF-16 or UTF-32, so the bytes decide: a byte order mark, or
the zeros beside the first two characters, which no other document has. Readers get such a document in UTF-8.
"""

import codecs
import re

from microblog.web.documents import CUT_OFF, Answer, Fault

_MARKS = (  # the longer ones first: UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS = {"x0x0": "utf-16-le", "0x0x": "utf-16-be", "x000": "utf-32-le", "000x": "utf-32-be"}
_WIDE = r"u(?:tf|cs)[-_]?(?:16|32|[24]\b)|iso-10646|csunicode"
_WIDE_HEADER = re.compile(rf"charset\s*=\s*[\"']?(?:{_WIDE})", re.IGNORECASE)
_WIDE_HEAD = re.compile(rf"\s*<\?xml[^>]*?encoding\s*=\s*[\"'](?:{_WIDE})".encode(), re.IGNORECASE)
_DECLARED = re.compile(rb"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD = 1024  # bytes in which a page says its encoding (HTML, section 4.2.5.4)


def in_utf8(answer: Answer) -> Answer:
    """Return a document that is or claims to be in UTF-16 or UTF-32 in UTF-8, and any other as it is."""
    kind = answer.headers.get("content-type", "")
    encoding = _wide_encoding(answer.body)
    if not encoding and not _WIDE_HEADER.search(kind) and not _WIDE_HEAD.match(answer.body):
        return answer
    body = _decoded(answer.body, encoding).encode(errors="replace") if encoding else answer.body
    headers = {**answer.headers, "content-type": f"{kind.partition(';')[0]}; charset=utf-8"}
    return answer._replace(headers=headers, body=_DECLARED.sub(rb"\1", body))


def _wide_encoding(body: bytes) -> str:
    found = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    return found or _ZEROS.get("".join("x" if byte else "0" for byte in body[:4]), "")


def _decoded(body: bytes, encoding: str) -> str:
    if len(body) % (4 if "32" in encoding else 2):
        raise Fault(CUT_OFF)
    return body.decode(encoding, errors="replace").removeprefix("\ufeff")


def page_text(answer: Answer) -> str:
    """Return the text of a web page, in the encoding that its header or it itself names."""
    said, named = _CHARSET.search(answer.headers.get("content-type", "")), _META.search(answer.body[:_HEAD])
    encoding = said[1] if said else named[1].decode() if named else "utf-8"
    try:
        return answer.body.decode("utf-8" if re.match(_WIDE, encoding, re.IGNORECASE) else encoding, errors="replace")
    except LookupError:
        return answer.body.decode(errors="replace")
