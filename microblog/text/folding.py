"""Words as search compares them: case, accents and points folded, cut into terms. `static/search-words.js` does the same in browsers.

A word of an alphabet is a term. Chinese, Japanese, Korean, Thai and their neighbours write no spaces, or none that a reader would
type: there each pair of letters is a term, and the last letter of a run one more, so that each letter begins a term.
The two must agree for each text, and `tests/text/test_folding.py` holds them to it.
"""

from unicodedata import normalize

from microblog.text.patterns import lazily

LONGEST = 40
"""Letters of a term; what is longer becomes several."""

_POINTS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u200b-\u200f\u202a-\u202e\u2060\ufeff"
)
"""Accents, Hebrew and Arabic points, and signs that show nothing. Vowels of Indic scripts are no accents, and stay."""
_PAIRED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1100-\u11ff\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = (
    "\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86\u0f87"
    "\u0f8d-\u0fbc"
)
"""What stands inside words and is no letter; of Indic blocks simply all but their full stops."""
_ALIKE = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ς": "σ",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
}  # fmt: skip
_TRANSLATED = str.maketrans(_ALIKE)
_TWIN = lazily(f"[{''.join(_ALIKE)}]")
_POINT = lazily(f"[{_POINTS}]+")
_PLAIN = lazily(rf"[0-9a-z]{{1,{LONGEST}}}")
_WORD = lazily(rf"[^\W_]{{1,{LONGEST}}}")
_UNLIKE = lazily("[\u0700-\u1fff\u2c00-\U0001efff\U0001fb00-\U0010ffff]")  # where all is that `_WORD` does not know
_RUN = lazily(f"([{_PAIRED}]+)|(?:[^\\W_{_PAIRED}]|[{_MARKS}])+")


def fold(text: str) -> str:
    """Return text in the form in which two are compared."""
    if text.isascii():
        return text.lower()
    plain = _POINT.sub("", normalize("NFKD", text).lower())
    return normalize("NFC", plain.translate(_TRANSLATED) if _TWIN.search(plain) else plain)


def terms(text: str) -> list[str]:
    """Return the terms of a text, in their order."""
    folded = fold(text)
    if folded.isascii():
        return _PLAIN.findall(folded)
    if not _UNLIKE.search(folded):
        return _WORD.findall(folded)
    found = []
    for match in _RUN.finditer(folded):
        run = match[0]
        if match[1]:
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found += [run[at : at + LONGEST] for at in range(0, len(run), LONGEST)]
    return found
