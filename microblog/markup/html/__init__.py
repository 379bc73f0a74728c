"""HTML → HTML that can be trusted, and what it names."""
