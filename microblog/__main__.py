"""`python -m microblog` does what the installed command does."""

from microblog.cli import main

if __name__ == "__main__":  # worker processes import this file again
    raise SystemExit(main())
