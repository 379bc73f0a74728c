"""The pictures that a head names: shown where they lie beside the post, linked where they lie elsewhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

from microblog.content.parsers import Picture
from microblog.model import attachments
from microblog.model.nouns import Attachment, Photo
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, url_fault

_REMEDY = "name a picture in the author's folder by its relative path; one from elsewhere must be downloaded first"


class Photos(NamedTuple):
    """What becomes of a post's pictures."""

    photos: tuple[Photo, ...]  # those that are shown
    files: tuple[Attachment, ...]  # the files of those
    elsewhere: str  # links to those of other sites, as Markdown that goes on after the text
    wishes: tuple[str, ...]  # files that would be shown if they were there


NO_PHOTOS = Photos((), (), "", ())


def sort_photos(pictures: tuple[Picture, ...], permalink: str, is_there: Callable[[str], bool], report: Report) -> Photos:
    """Say of each picture what becomes of it."""
    shown: list[tuple[Photo, Attachment]] = []
    links, wishes = [], []
    for picture in pictures:
        if not url_fault(picture.file):
            links.append(_link(picture, report))
        elif not picture.is_optional:
            shown += [found for found in [_picture(picture, permalink, report)] if found]
        elif not isinstance(file := _file(picture, permalink, report), Attachment) or not is_there(file.source):
            wishes += [file.source] if isinstance(file, Attachment) else []
            what = f"the picture {picture.file!r} of the head is not here, so the post does without"
            remedy = "put it beside the post, or take its name out"
            report.note(picture.line, what, remedy, is_warning=True, kind="pictures of heads are not here, so the posts do without")
        else:
            shown.append((Photo(file.path, picture.alt or "", picture.focus), file))
    photos, files = tuple([photo for photo, _ in shown]), tuple([file for _, file in shown])
    return Photos(photos, files, "".join(links), tuple(wishes))


def _link(picture: Picture, report: Report) -> str:
    host = urlsplit(picture.file).hostname
    what = f"the photo {picture.file!r} lies on another host and is not shown there, only linked"
    report.note(
        picture.line, what, "download it and name the file", is_warning=True, kind=f"pictures on `{host}` are not shown, only linked"
    )
    words = " ".join((picture.alt or picture.file).translate(str.maketrans("[]\\", "   ")).split())
    return f"\n\n[{words}](<{picture.file}>)"


def _file(picture: Picture, permalink: str, report: Report) -> Attachment | str:
    found = attachments.resolve(picture.file, report.path, permalink, picture.line)
    return found if isinstance(found, str) or attachments.medium(picture.file) else "is no picture, recording or film"


def _picture(picture: Picture, permalink: str, report: Report) -> tuple[Photo, Attachment] | None:
    found = _file(picture, permalink, report)
    if isinstance(found, str):
        report.note(picture.line, f"`photo`: {picture.file!r} {found}", _REMEDY)
        return None
    if picture.alt is None:
        what, remedy = f"the photo {picture.file} has no `alt`", f'say what it shows: {{file: {picture.file}, alt: "…"}}'
        report.note(picture.line, what, remedy, is_warning=True, kind="photos have no `alt`")
    return Photo(found.path, picture.alt or "", picture.focus), found._replace(is_photo=True)
