"""Templates compiled to Python functions."""
