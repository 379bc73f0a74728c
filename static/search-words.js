/* Words as search compares them. `microblog/text/folding.py` does the same while the index is made, and says why;
   the two must agree for each text. */

const LONGEST = 40;
const POINTS =
  "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670" +
  "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u200b-\u200f\u202a-\u202e\u2060\ufeff";
const PAIRED =
  "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1100-\u11ff\u1780-\u17d3" +
  "\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf" +
  "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}";
const MARKS =
  "\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84" +
  "\u0f86\u0f87\u0f8d-\u0fbc";
const ALIKE = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ς: "σ",
  "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647",
};
const POINT = new RegExp(`[${POINTS}]+`, "gu");
const TWIN = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "gu");
const RUN = new RegExp(`[${PAIRED}]+|(?:(?![${PAIRED}])[\\p{L}\\p{N}]|[${MARKS}])+`, "gu");
const FIRST_PAIRED = new RegExp(`^[${PAIRED}]`, "u");
/** A run of letters as it is written, accents and all. */
export const WRITTEN = new RegExp(`[${PAIRED}]+|(?:(?![${PAIRED}])[\\p{L}\\p{N}\\p{M}${POINTS}])+`, "gu");

/** Gives text in the form in which two are compared. */
export function fold(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(POINT, "");
  return plain.replace(TWIN, (letter) => ALIKE[letter]).normalize("NFC");
}

/** Tells whether a run is of a script of which pairs of letters are terms. */
export function isPaired(run) {
  return FIRST_PAIRED.test(run);
}

/** Gives the runs of letters of a text: words, or what stands between two spaces of a script without. */
export function runs(text) {
  return fold(text).match(RUN) ?? [];
}

/** Gives the terms of a text, in their order. */
export function terms(text) {
  return runs(text).flatMap((run) => {
    const letters = Array.from(run);
    if (isPaired(run)) return letters.map((letter, at) => letter + (letters[at + 1] ?? ""));
    const starts = Array.from({ length: Math.ceil(letters.length / LONGEST) }, (_, at) => at * LONGEST);
    return starts.map((start) => letters.slice(start, start + LONGEST).join(""));
  });
}

/** Tells whether one slip of the finger makes one word of the other: a letter too many, too few, another, or two swapped. */
export function isSlip(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

const KEYS = "from|tag|lang|has|before|after";
const PART = new RegExp(`(-?)(?:(${KEYS}):(?:"([^"]*)"?|(\\S*))|"([^"]*)"?|(\\S+))`, "giu");

/** Reads what somebody typed: parts that a post must have, or must not have. */
export function parse(query) {
  const parts = [];
  for (const [, sign, key, quotedValue, plainValue, exact, word] of query.slice(0, 300).matchAll(PART)) {
    const isWanted = !sign;
    if (key) parts.push(label(key.toLowerCase(), quotedValue ?? plainValue, isWanted));
    else if (word?.startsWith("#") && word.length > 1) parts.push(label("tag", word, isWanted));
    else parts.push({ kind: "words", isWanted, isExact: exact !== undefined, text: exact ?? word });
  }
  return parts.filter(Boolean).slice(0, 20);
}

function label(key, value, isWanted) {
  if (key === "before" || key === "after") {
    const day = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(value);
    return day && { kind: key, isWanted, day: dayOf(key, day.slice(1).map((part) => part && Number(part))) };
  }
  const name = fold(value.replace(/^[@#]/, "")).replace(/\s+/gu, "-");
  return name && { kind: "label", isWanted, term: `${key}:${name}` };
}

/** Gives the first day that a date means, counted from 1970; of `after`, the first day behind it. */
function dayOf(key, [year, month, day]) {
  const late = key === "after";
  const date = new Date(0);
  if (day) date.setUTCFullYear(year, month - 1, day + late);
  else if (month) date.setUTCFullYear(year, month - 1 + late, 1);
  else date.setUTCFullYear(year + late, 0, 1);
  return Math.round(date.getTime() / 86400000);
}
