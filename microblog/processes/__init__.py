"""The same function over many inputs, on all cores."""
