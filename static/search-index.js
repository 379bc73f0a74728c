/* The index of the search: files of posts' terms, of which a search asks for those that hold its own.
   `microblog/formats/search_index.py` writes them and says what stands in them, `microblog/model/segments.py` which there are. */
import { isPaired, isSlip, parse, terms } from "./search-words.js";

const HALF = 47;
const USUAL = 4; // weight of a word that stands once in a note
const PLACES = 80;
const PAIRED_FROM = "\u0e00";
const BEGINNING = 3; // letters from which a word also finds those that begin with it and are longer
const FORGIVEN = 4; // letters from which a slip of the finger is forgiven
const COUNTS = { exact: 1, longer: 0.35, slip: 0.3 }; // what a find counts

/** Gives in which shard a term is. */
export function shardOf(term, shards) {
  const letters = Array.from(term);
  const counted = term.includes(":") ? letters.length : term >= PAIRED_FROM ? 1 : BEGINNING;
  let found = 7;
  for (const letter of letters.slice(0, counted)) found = (found * 31 + letter.codePointAt(0)) % 65521;
  return found % shards;
}

/** Reads numbers one after the other. */
class Numbers {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.text.length;
  }

  character() {
    return this.text.charCodeAt(this.at++) - 33;
  }

  next() {
    let value = 0;
    for (let scale = 1; ; scale *= HALF) {
      const digit = this.character();
      if (!(digit >= HALF)) return value + digit * scale;
      value += (digit - HALF) * scale;
    }
  }
}

/** One file: its terms in their order, and what stands behind each. */
class File {
  constructor(text) {
    this.terms = [];
    this.postings = new Map();
    let before = "";
    for (const line of text ? text.split("\n") : []) {
      const space = line.indexOf(" ");
      const rest = space < 0 ? line.slice(1) : line.slice(1, space);
      before = Array.from(before).slice(0, line.charCodeAt(0) - 33).join("") + rest;
      this.terms.push(before);
      if (space >= 0) this.postings.set(before, line.slice(space + 1));
    }
  }
}

/** What the posts of a site say. A *find* is a map of positions in the timeline: to [weight, places] for a word, to true for a label. */
export class Index {
  constructor(base) {
    this.base = base;
    this.files = new Map();
  }

  /** Gets the list of segments, anew each time, since all else follows from it. */
  async open() {
    const answer = await fetch(`${this.base}search/index.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const listed = await answer.json();
    if (this.posts !== listed.posts) this.files.clear();
    this.posts = listed.posts;
    this.pageSize = listed.page_size;
    this.segments = listed.segments.map(([level, number]) => {
      const [posts, shards] = listed.levels[level];
      return { name: `${level}-${number}`, start: number * posts, shards };
    });
  }

  /** Lists all files of the index. */
  names() {
    const partsOf = (segment) => (segment.shards === 1 ? [0] : [...Array(segment.shards).keys(), "terms"]);
    return this.segments.flatMap((segment) => partsOf(segment).map((part) => fileName(segment, part)));
  }

  file(segment, part) {
    const name = fileName(segment, part);
    if (!this.files.has(name)) {
      const got = this.get(name, segment.shards === 1).catch((error) => {
        this.files.delete(name);
        throw error;
      });
      this.files.set(name, got);
    }
    return this.files.get(name);
  }

  async get(name, isSmall) {
    const answer = await fetch(`${this.base}search/${name}`, { cache: isSmall ? "no-cache" : "default" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new File(await answer.text());
  }

  /** Gives the files of all segments in which a term is. */
  holding(term) {
    return Promise.all(this.segments.map(async (segment) => [segment, await this.file(segment, shardOf(term, segment.shards))]));
  }

  /** Finds a word: `variants` tells of a term of the index what it counts, 0 where it is another word. */
  async word(term, variants) {
    const find = new Map();
    const met = new Set();
    for (const [segment, file] of await this.holding(term)) {
      for (const known of file.terms) {
        const counts = known.includes(":") ? 0 : variants(known);
        if (!counts) continue;
        met.add(known);
        addWord(find, segment.start, file.postings.get(known), counts);
      }
    }
    return { find, met };
  }

  async label(term) {
    const find = new Map();
    for (const [segment, file] of await this.holding(term)) {
      const numbers = new Numbers(file.postings.get(term) ?? "");
      for (let at = segment.start; !numbers.isAtEnd; ) {
        at += numbers.next();
        for (let left = numbers.next() + 1; left > 0; left -= 1) find.set(at++, true);
      }
    }
    return find;
  }

  /** Finds the posts of certain days. */
  async days(isWanted) {
    const find = new Map();
    for (const [segment, file] of await this.holding("on:")) {
      const numbers = new Numbers(file.postings.get("on:") ?? "");
      for (let at = segment.start, day = 0; !numbers.isAtEnd; ) {
        const step = numbers.next();
        day += step % 2 ? -(step + 1) / 2 : step / 2;
        for (let left = numbers.next() + 1; left > 0; left -= 1, at += 1) if (isWanted(day)) find.set(at, true);
      }
    }
    return find;
  }

  /** Gives the words of the index of which a slip of the finger makes this one. */
  async meant(word) {
    const letters = word.length;
    const lists = await Promise.all(this.segments.map((segment) => this.file(segment, "terms")));
    const near = (known) => Math.abs(known.length - letters) < 2 && known.length > 2 && isSlip(known, word);
    return new Set(lists.flatMap((file) => file.terms.filter((known) => !known.includes(":") && near(known))));
  }

  /** Finds one word as it was typed: itself, what begins with it, or, where there is neither, what it may have been meant for. */
  async typed(term, isExact) {
    const isLong = !isExact && term.length >= BEGINNING && !(term >= PAIRED_FROM);
    const isLetter = !isExact && term >= PAIRED_FROM && Array.from(term).length === 1;
    const variants = (known) => (known === term ? COUNTS.exact : (isLong || isLetter) && known.startsWith(term) ? COUNTS.longer : 0);
    const { find, met } = await this.word(term, variants);
    if (find.size || isExact || term.length < FORGIVEN || term >= PAIRED_FROM) return { find, met };
    const meant = await this.meant(term);
    for (const other of meant) merge(find, (await this.word(other, (known) => (known === other ? COUNTS.slip : 0))).find);
    return { find, met: meant };
  }

  /** Finds what one part of a query asks for; `words` collects the terms that are to be marked. */
  async part(part, words) {
    if (part.kind === "label") return { find: await this.label(part.term) };
    if (part.kind === "before") return { find: await this.days((day) => day < part.day) };
    if (part.kind === "after") return { find: await this.days((day) => day >= part.day) };
    const asked = terms(part.text);
    if (asked.length > 1 && isPairedEnd(asked.at(-1))) asked.pop();
    const typed = await Promise.all(
      asked.map((term, at) => this.typed(term, part.isExact || !part.isWanted || at < asked.length - 1)),
    );
    if (part.isWanted) for (const { met } of typed) met.forEach((term) => words.add(term));
    const finds = typed.map(({ find }) => find);
    return { isWord: true, find: finds.length > 1 ? inOrder(finds) : (finds[0] ?? null) };
  }

  /** Answers a query: positions with what they count, which words to mark, and whether posts have all that was asked for. */
  async search(query) {
    const parts = parse(query);
    const words = new Set();
    const asked = parts.map((part) => this.part(part, words).then((found) => ({ ...part, ...found })));
    const found = (await Promise.all(asked)).filter((part) => part.find);
    const must = found.filter((part) => part.isWanted);
    const mustNot = found.filter((part) => !part.isWanted);
    if (!must.length && !mustNot.length) return { hits: [], words, hasAll: true };
    let hits = this.having(must, must.length);
    const wordsAsked = must.filter((part) => part.isWord);
    const hasAll = hits.length > 0 || wordsAsked.length < 2;
    if (!hasAll) hits = this.having(must, must.length - wordsAsked.length + 1);
    return { hits: hits.filter(({ at }) => !mustNot.some((part) => part.find.has(at))), words, hasAll };
  }

  /** Gives the posts that have all labels of some parts, and so many parts in all. */
  having(parts, least) {
    const labels = parts.filter((part) => !part.isWord);
    const wordy = parts.filter((part) => part.isWord);
    const places = parts.length ? new Set(parts.flatMap((part) => [...part.find.keys()])) : Array(this.posts).keys();
    const hits = [];
    for (const at of places) {
      if (!labels.every((part) => part.find.has(at))) continue;
      const having = wordy.filter((part) => part.find.has(at));
      if (having.length + labels.length >= least) hits.push({ at, counts: this.worth(at, having) });
    }
    return hits;
  }

  /** Gives what a post counts: rare words count more, words near one another more, newer posts a little more. */
  worth(at, having) {
    let counts = 0;
    let before = null;
    for (const part of having) {
      const [weight, places] = part.find.get(at);
      counts += weight * Math.log(1 + this.posts / part.find.size);
      if (before?.some((place) => places.some((other) => (other - place + PLACES) % PLACES === 1))) counts *= 1.25;
      before = places;
    }
    return counts * (1 + (0.2 * at) / (this.posts || 1));
  }
}

function fileName(segment, part) {
  return `${segment.name}${segment.shards === 1 ? "" : `-${part}`}.txt`;
}

/** Tells of a last term whether it is one letter that the pair before it ends with. */
function isPairedEnd(term) {
  return isPaired(term) && Array.from(term).length === 1;
}

function addWord(find, start, text, counts) {
  const numbers = new Numbers(text ?? "");
  for (let at = start - 1; !numbers.isAtEnd; ) {
    at += numbers.next() + 1;
    const places = [numbers.character()];
    let weight = USUAL;
    if (places[0] >= PLACES) {
      const code = places.pop() - PLACES;
      weight = Math.floor(code / 2) + 1;
      for (let left = code % 2 ? numbers.character() : 1; left > 0; left -= 1) places.push(numbers.character());
    }
    add(find, at, weight * counts, places);
  }
}

function add(find, at, weight, places) {
  const known = find.get(at);
  if (known) find.set(at, [known[0] + weight, [...known[1], ...places]]);
  else find.set(at, [weight, places]);
}

function merge(find, other) {
  for (const [at, [weight, places]] of other) add(find, at, weight, places);
}

/** Finds the posts in which words stand one after the other, as they were typed. */
function inOrder([first, ...others]) {
  const find = new Map();
  for (const [at, [weight, places]] of first) {
    const isFollowed = (place) => others.every((other, by) => other.get(at)?.[1].includes((place + by + 1) % PLACES));
    const starts = places.filter(isFollowed);
    if (starts.length) find.set(at, [Math.max(weight, ...others.map((other) => other.get(at)[0])), starts]);
  }
  return find;
}
