"""The web outside, asked with care: where a request may go, how long it may take, how large an answer may be.

`guard` says where a request may go, `connections` connects only to addresses that were checked, `client` asks, `charsets`
says how an answer's bytes are read as text, and `retrying` when one that failed is asked again.
A build never imports any of it.
"""
