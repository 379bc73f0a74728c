#!/usr/bin/env python3
"""The one entry point of a clone: build the site, or do what the arguments say (`python3 build.py --help`)."""

import gc
import sys

gc.set_threshold(100_000)  # a build makes many values and few cycles, and loading the engine none
sys.dont_write_bytecode = False  # containers switch it off, and each run would compile the engine and the templates again

from microblog import bootstrap  # noqa: E402 - what it imports is to be kept compiled too

if __name__ == "__main__":  # worker processes import this file again
    bootstrap.ensure()
    from microblog.cli import run

    run()
