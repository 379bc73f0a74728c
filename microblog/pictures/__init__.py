"""Pictures: from the file that an author puts in to the files that are published, and the cache that keeps them.

No byte of an author's file reaches the output: it is decoded, turned upright, and written anew in several sizes with
nothing but its pixels and its colour profile's numbers. `encoding`, `colour` and `gif` do that, and know no file; `store` keeps the outcome
by content below `.microblog/`; `intake` does it for the pictures that a change brings, on all cores.
"""
