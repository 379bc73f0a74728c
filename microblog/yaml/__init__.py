"""YAML with lines and without surprises (sole importer of PyYAML)."""
