"""Taking away whatever stands at a path."""

from pathlib import Path


def remove(path: Path, *, leaves_rest: bool = False) -> None:
    """Remove a file, a link, or a folder with all that is in it; what is not there is no fault.

    Of a folder, what cannot be removed raises OSError, or stays where the call `leaves_rest`.
    """
    if path.is_dir() and not path.is_symlink():
        import shutil  # which takes 5 ms to import, and folders are rare

        shutil.rmtree(path, ignore_errors=leaves_rest)
    else:
        path.unlink(missing_ok=True)
