"""Sound and film: from the file that an author puts in to the one that is published, which says nothing of place or person.

A phone, a camera or a program notes in a recording where it was made, when, with what and by whom. All of that becomes
zeros in place, so that the file keeps its size, and every address within it stays true. Nothing is decoded: sound and
picture are the author's bytes. This is the door; behind it `stripping` looks at what a file is, and the other modules each know
one family of formats.
What they cannot make sure of they refuse, by a ValueError whose text goes on after the file's name.
"""

REMEDY = "take out what is not sound or picture, as `ffmpeg -i in.mp4 -map 0:v? -map 0:a? -map_metadata -1 -c copy out.mp4` does"


def strip_recording(data: bytes) -> bytes:
    """Return a recording of the same size with nothing but sound and picture; raise ValueError where that cannot be made sure."""
    from microblog.recordings.stripping import strip  # only few sites have any

    return strip(data)
