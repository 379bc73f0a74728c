"""The built folder to a host that builds nothing itself: a git branch, a folder behind rsync, an S3-compatible store."""
