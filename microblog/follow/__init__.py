"""Reading what authors follow elsewhere, outside the build: from the web to stored feeds, and `following:` edited by command.

`guard` says where a request may go, `client` asks, `readers` and what they call make feeds of answers, `discovery`
finds the feed of a site or an account, `fetching` goes over all that is followed, `profiles` edits a profile's text.
A build never imports any of it and never touches the network: it reads what was stored.
"""
