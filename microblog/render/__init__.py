"""One page key → its output files, from what the index says; nothing here reads the clock or writes a file.

`views` turns values into what templates show, `renderer` holds what all pages share, and the other modules
have the families of pages: `posts`, `rows` (timelines), `feeds`, `people`, `lists`, `fixed`.
"""
