"""One file → one value."""
