"""Copies of posts on other networks, made once the site is live.

`texts`, `threads` and `composing` say what a post becomes there, `planning` what is to be done, and none of them asks
anybody; `mastodon` and `bluesky` speak to the servers, `ledger` has what was sent, and `sending` does it.
A build never imports any of it: it reads the ledger alone.
"""
