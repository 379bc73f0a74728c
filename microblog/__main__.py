"""`python -m microblog` does what the installed command does."""

from microblog.cli import run

if __name__ == "__main__":  # worker processes import this file again
    run()
