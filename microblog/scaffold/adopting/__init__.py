"""`init --from`: the files of another tool's site → a site of this one.

A *tool* is a row of the table in `tools.py`: by which files it is known, and what reads its settings and places its files. A file becomes
a post, a page, a static file, or stays out for a reason that is told. The source is only read, and never through a link.
"""
