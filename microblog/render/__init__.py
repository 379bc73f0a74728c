"""One page key → its output files, from what the index says; nothing here reads the clock or writes a file.

`views` turns values into what templates show, `renderer` holds what all pages share, and the other modules
have the families of pages: `posts`, `rows` (timelines), `homes`, `feeds`, `people`, `lists`, `fixed`; and what stands inside
of posts: `threads` (the conversation), `cites` and `quotes` (other posts), `pictures`.
"""
