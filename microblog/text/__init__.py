"""Letters, numbers and fingerprints that know no post."""
