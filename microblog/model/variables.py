"""Variables of the environment that are an author's own: the secrets and addresses that stand in no file."""


def variable_of(prefix: str, handle: str) -> str:
    """Return the name of an author's variable; authors whose handles differ in `-` and `_` alone share it."""
    return f"{prefix}_{handle.upper().replace('-', '_')}"
