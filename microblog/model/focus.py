"""The point of a picture that stays in sight where the picture is cut.

It is written as Mastodon has it, `0.3,-0.5`: how far from the middle, 1 being the right edge or the upper one, -1 the left edge or
the lower one. The middle itself is written as nothing, since it stays in sight anyway.
"""

_STEPS = 4  # between two edges: a style sheet knows a point by classes, since a page's policy lets no element have a style of its own


def focus_of(right: float, up: float) -> str:
    """Return a point as posts have it; "" for the middle, and for what lies outside of any picture."""
    if not (-1 <= right <= 1 and -1 <= up <= 1):
        return ""
    written = ",".join(f"{round(part, 2) + 0.0:g}" for part in (right, up))
    return "" if written == "0,0" else written


def focus_point(focus: str) -> tuple[float, float]:
    """Return a point as numbers, (0, 0) being the middle."""
    right, up = map(float, (focus or "0,0").split(","))
    return right, up


def focus_classes(focus: str) -> str:
    """Return the classes by which a style sheet keeps a point in sight: `focus x75 y100`, in hundredths from the left and from above."""
    if not focus:
        return ""
    right, up = focus_point(focus)
    parts = [f"{name}{_hundredths(part)}" for name, part in (("x", right), ("y", -up)) if _hundredths(part) != 50]
    return " ".join(["focus", *parts]) if parts else ""


def _hundredths(part: float) -> int:
    return round((part + 1) / 2 * _STEPS) * 100 // _STEPS
