"""Markdown → HTML, as yet untrusted."""
