"""Sound and film: from the file that an author puts in to the one that is published, which says nothing of place or person.

A phone, a camera or a program notes in a recording where it was made, when, with what and by whom. All of that becomes
zeros in place, so that the file keeps its size, and every address within it stays true. Nothing is decoded: sound and
picture are the author's bytes. `stripping` is the door; the other modules each know one family of formats, and no file.
What they cannot make sure of they refuse, by a ValueError whose text goes on after the file's name.
"""
