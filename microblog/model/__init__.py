"""The nouns of a microblog, its URL scheme, the tables of timeline and page kinds, and the arithmetic of pages."""
