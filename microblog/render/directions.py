"""The writing direction of a language."""

from functools import lru_cache

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = ("-arab", "-hebr", "-thaa", "-syrc", "-nkoo", "-adlm", "-rohg")


@lru_cache(maxsize=256)
def direction(lang: str) -> str:
    """Return the writing direction of a language tag; `auto` asks the text, since not everybody says what they write in."""
    lowered = lang.lower()
    if "-latn" in lowered or "-cyrl" in lowered:
        return "auto"
    return "rtl" if lowered.split("-")[0] in _RTL or any(script in lowered for script in _RTL_SCRIPTS) else "auto"


def page_direction(lang: str) -> str:
    """Return the writing direction of a page in a language, which no text can be asked for."""
    return "rtl" if direction(lang) == "rtl" else "ltr"
