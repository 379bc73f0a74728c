"""Accounts of other networks in, an author's own out."""
