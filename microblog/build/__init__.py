"""The stages of a build, called one after the other."""
