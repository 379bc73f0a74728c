"""Replies, likes and reposts from other sites, outside the build: from the servers of a post's copies into plain files.

`mastodon`, `bluesky` and `webmentions` turn what a server says into answers, and ask nobody; `asking` knows which questions
a copy takes; `merging` brings what was found in line with what is kept; `gathering` goes over all posts; `storing` has the files.
A build never imports any of it and never touches the network: it reads what was stored.
"""
