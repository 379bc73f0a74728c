"""Why a post or page that is there is shown nowhere."""


def why_unseen(held: str, is_unlisted: int | None, *, is_over: bool = False) -> str:
    """Say why a post that is there is in no timeline."""
    seen = "over" if is_over else "not published yet"
    return {"draft": "a draft", "undated": "without a date"}.get(held) or ("unlisted" if is_unlisted else seen)
