"""Values → documents that other programs read."""
