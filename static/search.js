/* The page where readers search. It finds posts by the index (`search-index.js`), and cuts their cards out of the timeline's own
   pages. Text is only ever put in as text. */
import { Index } from "./search-index.js";
import { keep } from "./search-keep.js";
import { WRITTEN, fold, isPaired, parse, runs } from "./search-words.js";

const FIRST = 6; // cards that are shown at once: each may lie on another page of the timeline
const MORE = 10; // on request
const PAUSE = 150; // milliseconds without a letter, after which a search begins

const base = new URL(".", import.meta.url).href;
const index = new Index(base);
const pages = new Map(); // number → promise of a page of the timeline
const form = document.querySelector("form.search");
const field = form.querySelector("[name=q]");
const status = document.querySelector("#search-status");
const results = document.querySelector("#search-results");
const more = document.querySelector("#search-more");
let latest = 0; // the number of the last search, so that an earlier one does not show itself
let shown = { hits: [], from: 0, words: new Set(), query: "" };

async function search({ isTyping = false } = {}) {
  const mine = ++latest;
  const query = field.value.trim();
  note(query, isTyping);
  if (!query) return show({ hits: [], words: new Set(), query }, "");
  try {
    if (!isTyping || index.posts === undefined) await index.open();
    const found = await index.search(query);
    if (mine !== latest) return;
    sort(found.hits);
    const said = found.hits.length ? `${found.hasAll ? status.dataset.found : status.dataset.some} ${found.hits.length}` : status.dataset.none;
    await show({ ...found, query }, said);
    keep(base, index);
  } catch (error) {
    if (mine === latest) show({ hits: [], words: new Set(), query }, status.dataset.failed);
    console.info(error);
  }
}

function sort(hits) {
  const isNewest = form.elements.sort.value === "newest";
  hits.sort((one, other) => (isNewest ? 0 : other.counts - one.counts) || other.at - one.at);
}

/** Lets the address say what is searched for. */
function note(query, isTyping) {
  const address = new URL(location.href);
  address.search = query ? new URLSearchParams({ q: query, ...(form.elements.sort.value === "newest" && { sort: "newest" }) }) : "";
  if (address.href !== location.href) history[isTyping ? "replaceState" : "pushState"](null, "", address);
}

async function show(found, said) {
  shown = { ...found, from: 0 };
  const mine = latest;
  const cards = await nextCards();
  if (mine !== latest) return;
  results.replaceChildren(...cards);
  tell();
  status.textContent = said;
  more.hidden = shown.from >= shown.hits.length;
}

/** Lets other scripts of the page know of cards that it did not have before. */
function tell() {
  results.dispatchEvent(new Event("cards", { bubbles: true }));
}

async function nextCards() {
  const some = shown.hits.slice(shown.from, shown.from + (shown.from ? MORE : FIRST));
  shown.from += some.length;
  return Promise.all(some.map(({ at }) => card(at)));
}

async function card(at) {
  const number = Math.floor(at / index.pageSize) + 1;
  const url = `${base}page/${number}/`;
  try {
    const articles = (await page(number, url)).querySelectorAll(".h-feed > .h-entry");
    const found = document.importNode(articles[articles.length - 1 - (at % index.pageSize)], true);
    mark(found);
    return found;
  } catch {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = status.dataset.absent;
    const line = document.createElement("p");
    line.append(link);
    return line;
  }
}

function page(number, url) {
  if (!pages.has(number)) {
    const got = fetch(url, { cache: number * index.pageSize > index.posts ? "no-cache" : "default" }).then(async (answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    });
    got.catch(() => pages.delete(number));
    pages.set(number, got);
  }
  return pages.get(number);
}

/** Marks the words that a card was found by. */
function mark(card) {
  const sought = parse(shown.query).filter((part) => part.kind === "words" && part.isWanted);
  const whole = sought.flatMap((part) => runs(part.text)).filter(isPaired);
  for (const part of card.querySelectorAll(".e-content, .p-name, .p-summary, .p-category, .prose")) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (texts.nextNode()) nodes.push(texts.currentNode);
    for (const node of nodes) if (!node.parentElement.closest("mark, .p-author")) markIn(node, whole);
  }
}

function markIn(node, whole) {
  const text = node.data;
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(WRITTEN)) {
    for (const [start, end] of spans(match[0], whole)) {
      pieces.push(text.slice(done, match.index + start), markOf(text.slice(match.index + start, match.index + end)));
      done = match.index + end;
    }
  }
  if (pieces.length) node.replaceWith(...pieces, text.slice(done));
}

function markOf(text) {
  const made = document.createElement("mark");
  made.textContent = text;
  return made;
}

/** Gives what to mark of a run of letters: all of a word, of a script without spaces what was typed. */
function spans(run, whole) {
  const folded = fold(run);
  if (!isPaired(folded)) return shown.words.has(folded) ? [[0, run.length]] : [];
  if (folded.length !== run.length) return whole.some((typed) => folded.includes(typed)) ? [[0, run.length]] : [];
  const found = [];
  for (const typed of whole) {
    for (let at = folded.indexOf(typed); at >= 0; at = folded.indexOf(typed, at + typed.length)) found.push([at, at + typed.length]);
  }
  found.sort((one, other) => one[0] - other[0]);
  return found.filter(([start], at) => at === 0 || start >= found[at - 1][1]);
}

function restore() {
  const asked = new URLSearchParams(location.search);
  field.value = asked.get("q") ?? "";
  form.elements.sort.value = asked.get("sort") === "newest" ? "newest" : "best";
  search();
}

let timer = 0;
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => search({ isTyping: true }), PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
form.addEventListener("change", (event) => event.target.name === "sort" && search());
more.addEventListener("click", async () => {
  const cards = await nextCards();
  results.append(...cards);
  tell();
  more.hidden = shown.from >= shown.hits.length;
  cards[0]?.querySelector("a")?.focus();
});
addEventListener("popstate", restore);
restore();
navigator.serviceWorker?.register(`${base}search-worker.js`, { scope: `${base}search/` }).catch((error) => console.info(error));
