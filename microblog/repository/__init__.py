"""The git repository that holds a site: what changed in it, and publishing that."""
