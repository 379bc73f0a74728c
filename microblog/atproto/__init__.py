"""The AT Protocol: records that authors keep in their repositories there.

`xrpc` asks one server for one thing and says in plain words what it refuses, `identities` finds out whose server that
is, and `sessions` signs in and reads, writes and deletes records.
A build never imports any of it: what it needs to know of records is pure, and stands in `model/records.py`.
"""
