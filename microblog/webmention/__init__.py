"""Telling the sites that posts link to (Webmention, W3C), and the hubs of feeds (WebSub, W3C); outside the build.

`discovery` finds where a page takes webmentions, `links` reads documents for it in a process of their own, `planning` says
what is to be told to whom, from posts and ledger alone, `ledger` keeps what was told, `sending` tells it once a page is
live, and `hubs` tells the hub which feeds are different.
"""
