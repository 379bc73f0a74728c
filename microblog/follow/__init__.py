"""Reading what authors follow elsewhere, outside the build: from the web to stored feeds, and `following:` edited by command.

`examining` and the readers behind it say what an answer of the web is (`apart` lets them do it in a process of their own),
`discovery` finds the feed of a site or an account, `found` makes of it what may be stored, `fetching` goes over all that is
followed, `profiles` edits a profile's text.
A build never imports any of it and never touches the network: it reads what was stored.
"""
