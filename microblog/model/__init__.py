"""The nouns of a microblog, its URL scheme, and the arithmetic of its pages."""
