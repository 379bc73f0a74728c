"""The site folder on disk: one file, and what changed."""
