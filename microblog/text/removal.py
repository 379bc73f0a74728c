"""Taking away whatever stands where a file of the cache is to be."""

from pathlib import Path


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it; what is not there is no fault."""
    if path.is_dir() and not path.is_symlink():
        import shutil  # which takes 5 ms to import, and folders are rare

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
