#!/usr/bin/env python3
"""The one entry point of a clone: build the site, or do what the arguments say (`python3 build.py --help`)."""

from microblog import bootstrap

if __name__ == "__main__":  # worker processes import this file again
    bootstrap.ensure()
    from microblog.cli import main

    raise SystemExit(main())
