"""The library: an index of all posts, authors and timelines, in an SQLite file below `.microblog/`.

`schema` has the tables, `index` takes changes in and notes what they touch, `checks` finds problems between
files, `queries` answers what planning and rendering ask. It is a cache and may vanish at any moment.
"""
