/* A new post's file: what it is called, and what it says.

   The engine's `microblog/formats/post_file.py` is the definition; its numbers, its pattern and the order of the keys arrive as
   `rules`, and a test compares both, byte for byte. */

const UNSEEN = /(?![\u00a0\u200c\u200d\u202f\u3000 ])[\p{C}\p{Z}]/gu; // what only a terminal would obey
const OWN_FORM = /^[A-Za-z0-9._-]*$/;
const IN_URLS = /[\p{L}\p{M}\p{N}._-]/u;
const LOCAL = /^[a-z0-9_-]{1,30}(?:\/[^\s/?#]+)+$/;
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** Return a text as a double-quoted YAML scalar. */
export function quote(text) {
  return JSON.stringify(text).replace(UNSEEN, (character) => {
    const code = character.codePointAt(0);
    const [sign, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return `\\${sign}${code.toString(16).padStart(digits, "0")}`;
  });
}

function slugify(text) {
  if (OWN_FORM.test(text)) return text;
  return Array.from(text.normalize("NFC"), (character) => (IN_URLS.test(character) ? character : "-")).join("");
}

const stripped = (text, signs) => text.replace(new RegExp(`^[${signs}]+|[${signs}]+$`, "g"), "");

/** Return the first words as they may stand in a URL. */
export function slugOf(text, rules) {
  const near = Array.from(text.slice(0, 2 * rules.reach)).slice(0, rules.reach).join("");
  const plain = near.replace(new RegExp(rules.address, "gu"), " ").replace(/['’]/g, "");
  const slug = slugify(plain.split(/\s+/).filter(Boolean).join(" ").toLowerCase());
  const words = stripped(slug, "\\-._").split(/[-._\s]+/).slice(0, rules.words).join("-");
  return stripped(Array.from(words).slice(0, rules.length).join(""), "\\-");
}

/** Return a moment as a clock in a time zone shows it, and as RFC 3339. */
export function clock(instant, zone) {
  const seconds = Math.floor(instant / 1000) * 1000;
  const options = { timeZone: zone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" };
  for (const part of ["month", "day", "hour", "minute", "second"]) options[part] = "2-digit";
  const parts = new Intl.DateTimeFormat("en-US", { ...options, year: "numeric" }).formatToParts(seconds);
  const at = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const shown = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  const offset = Math.round((shown - seconds) / 60000);
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0");
  const minutes = String(Math.abs(offset) % 60).padStart(2, "0");
  const day = `${at.year}-${at.month}-${at.day}`;
  const iso = `${day}T${at.hour}:${at.minute}:${at.second}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
  return { ...at, day, iso };
}

/** Return what the file is called without `.md`; a time of day that looks like a year gets its seconds. */
export function stemOf(at, titleOrText, rules) {
  const time = Number(at.hour + at.minute);
  const looksLikeAYear = time === Number(at.year) || time === at.year - 1;
  const words = slugOf(titleOrText, rules);
  return `${at.day}-${at.hour}${at.minute}${looksLikeAYear ? at.second : ""}${words && "-"}${words}`;
}

function line(key, form, value) {
  if (form === "pictures") {
    const words = (alt) => (alt ? `, alt: ${quote(alt)}` : ""); // an empty one would say that the photo is mere decoration
    return [`${key}:`, ...value.map(([file, alt]) => `  - {file: ${quote(file)}${words(alt)}}`)].join("\n");
  }
  if (form === "list") return `${key}: [${value.map(quote).join(", ")}]`;
  return `${key}: ${form === "text" ? quote(value) : form === "flag" ? "true" : value}`;
}

/** Return the front matter, with its delimiters; what is empty is left out. */
export function renderHead(values, rules) {
  const given = rules.head.filter(([key]) => (Array.isArray(values[key]) ? values[key].length : values[key]));
  return ["---", ...given.map(([key, form]) => line(key, form, values[key])), "---", ""].join("\n");
}

/** Return text as a file may hold it: lines ended by line feeds, no byte order mark, no control characters. */
export function clean(text, rules) {
  const lines = text.replace(/^\ufeff/, "").replace(new RegExp(rules.breaks, "gu"), "\n");
  return lines.replace(new RegExp(rules.forbidden, "gu"), "");
}

/** Return the file: front matter, an empty line, the text. */
function renderFile(head, text, rules) {
  const guard = new RegExp(rules.likeAHead, "u").test(text) ? rules.guard : "";
  return `${renderHead(head, rules)}\n${guard}${text}\n`;
}

/** Return how a post is referred to, also where its address on this site was pasted. */
export function reference(given, { origin, base }) {
  let path = given.trim();
  for (const start of [origin + base, base]) if (path.startsWith(start)) path = path.slice(start.length);
  path = path.replace(/^\/*@?/, "").replace(/\/+$/, "");
  return LOCAL.test(path) ? path : given.trim();
}

export const isLocal = (target) => LOCAL.test(target);

/** Return whether a post can refer to a target: to a post of this site, or to an address. */
export const isTarget = (target) => LOCAL.test(target) || /^https?:\/\/[^\s/?#<>"]+[^\s<>"]*$/i.test(target);

/** Return whether a text can be a tag's name: whether a page can be called so. */
export function isTag(label) {
  const slug = slugify(label.normalize("NFKC").toLowerCase());
  const isPlain = /[\p{L}\p{M}\p{N}]/u.test(slug) && !/^\.|\.$/.test(slug) && !DEVICE.test(slug);
  return isPlain && slug !== "index.html" && new TextEncoder().encode(slug).length <= 200;
}

/** Return the tags of a line with commas between them, each once. */
export function tagsOf(line) {
  return [...new Set(line.split(",").map((tag) => tag.trim().replace(/^#+/, "").trim()).filter(Boolean))];
}

/** Return a post's text with what it quotes, which stands alone on its line. */
function withQuote(text, quoted, settings) {
  if (!quoted) return text;
  const target = reference(quoted, settings);
  const own = isLocal(target) ? `/@${target}/` : target;
  return text.split("\n").some((row) => row.trim() === own) ? text : `${text.trim()}\n\n${own}`.trim();
}

/** Return the post's files: its own first, with text; then its photos, with their number among them.

    `number` tells it from posts that are called the same: from 2 on, it stands behind the name. */
export function filesOf(fields, instant, settings, number = 1) {
  const stored = (text) => clean(text, settings.rules);
  const at = clock(instant, fields.zone);
  const title = stored(fields.title).trim();
  const name = stemOf(at, title || stored(fields.text), settings.rules);
  const stem = number > 1 ? `${name}-${number}` : name;
  const folder = `posts/${fields.author}/`;
  const photos = fields.photos.map((photo, place) => [`${stem}-${place + 1}.${photo.type.split("/")[1].replace("jpeg", "jpg")}`, photo]);
  const head = {
    date: at.iso,
    title,
    tags: tagsOf(stored(fields.tags)),
    lang: fields.lang.trim(),
    cw: stored(fields.cw).trim(),
    in_reply_to: fields.reply && reference(stored(fields.reply), settings),
    photo: photos.map(([file, photo]) => [file, stored(photo.alt).trim()]),
    draft: fields.draft,
    unlisted: fields.unlisted,
  };
  const text = withQuote(stored(fields.text), stored(fields.quote), settings).trim();
  const own = { path: `${folder}${stem}.md`, text: renderFile(head, text, settings.rules) };
  return [own, ...photos.map(([file], place) => ({ path: folder + file, photo: place }))];
}
