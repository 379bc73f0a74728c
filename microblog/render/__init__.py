"""One page key → its output files, from what the index says; nothing here reads the clock or writes a file.

From the bottom up: `context` is what rendering starts from; `authors`, `pictures` and `citations` show something of authors and
posts, `views` all of it, `threads` the conversation; `timelines`, `feeds`, `homes`, `posts`, `lists`, `people`, `sitemaps` and
`site_files` render kinds of pages, and `pages` says which.
"""
