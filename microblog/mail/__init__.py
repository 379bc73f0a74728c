"""Mail to authors: what others said to them, did with their posts, or who follows them, told once.

`happenings` finds what concerns an author, `told` what they know already, `letters` writes the mail, `servers` hands it over.
Bulk mail to readers is none of this: a static site cannot answer those who want no more of it (RFC 8058).
"""
