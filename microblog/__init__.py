"""A static-site-generated microblog: Markdown files in, timelines, profiles and feeds out."""

__version__ = "0.1.0"
