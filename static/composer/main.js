/* The page to write on: one post at a time, kept on this device until it is sent. */

import { Chosen } from "./chosen.js";
import { complete } from "./complete.js";
import { Drafts, newId } from "./drafts.js";
import { isBlank, isEmpty } from "./faults.js";
import { filesOf, reference } from "./file.js";
import { element } from "./inline.js";
import { keepForOffline } from "./offline.js";
import { preview } from "./preview.js";
import { Sending } from "./sending.js";
import { asked, takePhotos } from "./shared.js";
import { word } from "./words.js";

const form = document.querySelector("form.composer");
const settings = JSON.parse(form.dataset.settings);
const TEXTS = ["text", "title", "tags", "cw", "reply", "quote", "lang", "at", "author"];
const FLAGS = ["draft", "unlisted"];
const when = (name) => form.querySelector(`[data-when="${name}"]`);

class Page {
  constructor(names) {
    this.names = names;
    this.handles = new Set(names.authors.map(({ handle }) => handle));
    this.drafts = new Drafts(settings.base);
    this.sending = new Sending({ form, settings, page: this });
    const tell = (...what) => this.sending.tell(...what);
    this.chosen = new Chosen({ form, settings, drafts: this.drafts, tell, changed: () => this.changed() });
    this.drawn = 0;
  }

  /** Return what is written, as the file is made of it. */
  read() {
    const { elements } = form;
    const fields = Object.fromEntries(TEXTS.map((name) => [name, elements[name].value]));
    for (const name of FLAGS) fields[name] = elements[name].checked;
    fields.author = fields.author.trim().replace(/^@/, "");
    fields.photos = this.chosen.photos.map((photo) => ({ ...photo }));
    fields.zone = zoneOf(this.names.authors.find(({ handle }) => handle === fields.author)?.zone ?? settings.zone);
    return fields;
  }

  blobs() {
    return this.chosen.inOrder();
  }

  /** Return the moment of publication: the one that was asked for, or now. */
  instant() {
    const at = new Date(form.elements.at.value).getTime();
    return Number.isNaN(at) ? Date.now() : at;
  }

  attempt() {
    return this.lastAttempt;
  }

  /** Note what is about to be sent, before it is, so that it is known when no answer comes. */
  setAttempt(attempt) {
    this.lastAttempt = attempt;
    this.keep(this.read());
  }

  /** Keep and show what is different. */
  changed() {
    const fields = this.read();
    this.keep(fields);
    when("relation").hidden = !(fields.reply || fields.quote);
    const lines = [["replying", fields.reply], ["quoting", fields.quote]].filter(([, post]) => post);
    when("relation").textContent = lines.map(([name, post]) => word(name, { post: reference(post, settings) })).join(" ");
    const count = new Intl.NumberFormat(document.documentElement.lang || "en");
    const most = count.format(settings.maxText);
    form.querySelector("#count").textContent = word("count", { count: count.format(lengthOf(fields.text)), most });
    const draw = performance.now() - this.drawn > 100 ? 0 : 150; // at each key where that is quick
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(fields), draw);
  }

  keep(fields) {
    const id = this.id;
    const isKept = isBlank(fields) ? (this.drafts.remove(id), true) : this.drafts.save(id, { fields, attempt: this.lastAttempt });
    this.isKept = isKept && this.chosen.isKept;
    when("unkept").hidden = isKept;
  }

  draw(fields) {
    const { nodes, unshown } = preview(fields.text, { ...settings, handles: this.handles });
    form.querySelector(".preview .prose").replaceChildren(...nodes);
    when("unshown").hidden = !unshown.length;
    when("unshown").textContent = word("unshown", { what: unshown.map((name) => word(name)).join(word("comma")) });
    when("name").textContent = isEmpty(fields) ? "" : filesOf(fields, this.instant(), settings)[0].path;
    this.sending.measure(fields);
    this.drawn = performance.now();
  }

  /** Show a draft of this tab's own. */
  async open(id, { fields = {}, attempt = null } = {}) {
    this.id = id;
    this.lastAttempt = attempt;
    const { elements } = form;
    const given = { author: authorFor(this.names), ...fields };
    for (const name of TEXTS) elements[name].value = given[name] ?? "";
    for (const name of FLAGS) elements[name].checked = Boolean(given[name]);
    this.chosen.clear();
    when("sent").hidden = true;
    await this.chosen.open(given.photos ?? []);
    for (const details of form.querySelectorAll("details")) details.open = ["title", "tags", "cw", "lang", "at"].some((name) => given[name]);
    this.changed();
    this.listUnsent();
  }

  /** Forget what is written, and begin anew. */
  clear() {
    this.drafts.remove(this.id, this.chosen.photos);
    return this.another();
  }

  async another() {
    rememberAuthor(form.elements.author.value);
    this.drafts.leave();
    const id = newId();
    await this.drafts.take(id);
    return this.open(id);
  }

  listUnsent() {
    const section = document.querySelector(".unsent");
    const others = this.drafts.list().filter(({ id }) => id !== this.id);
    section.hidden = !others.length;
    section.querySelector("ul").replaceChildren(...others.map((draft) => this.#unsent(draft)));
  }

  #unsent(draft) {
    const words = (draft.fields.title || draft.fields.text).trim().slice(0, 40) || word("no-words");
    const open = element("button", word("open-draft", { words }), { type: "button", dir: "auto" });
    const remove = element("button", word("delete-draft", { words }), { type: "button", dir: "auto" });
    open.addEventListener("click", async () => {
      if (await takeOther(this.drafts, draft.id)) await this.open(draft.id, this.drafts.load(draft.id) ?? {});
      form.elements.text.focus();
    });
    remove.addEventListener("click", async () => {
      if (!confirm(word("delete-sure"))) return;
      await this.drafts.remove(draft.id, draft.fields.photos);
      this.listUnsent();
    });
    return element("li", [open, " ", remove]);
  }
}

async function takeOther(drafts, id) {
  const release = drafts.release;
  if (!(await drafts.take(id))) return false; // another tab has it
  release?.();
  return true;
}

const segmenter = Intl.Segmenter && new Intl.Segmenter();
/** Return the characters that a person counts; of a long text, those that a computer does, which is quick. */
const lengthOf = (text) => (segmenter && text.length < 20_000 ? [...segmenter.segment(text)] : Array.from(text)).length;

/** Return a time zone that this browser knows. */
function zoneOf(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) && zone;
  } catch {
    return "UTC";
  }
}

const AUTHOR_KEY = `microblog ${settings.base} author`;

function authorFor(names) {
  const only = names.authors.length === 1 ? names.authors[0].handle : "";
  try {
    return localStorage.getItem(AUTHOR_KEY) ?? (settings.author || only);
  } catch {
    return settings.author || only;
  }
}

function rememberAuthor(handle) {
  try {
    if (handle) localStorage.setItem(AUTHOR_KEY, handle);
  } catch {
    // this browser keeps nothing
  }
}

/** Return the draft to open: the one for what is asked, else a new one. */
async function chooseDraft(drafts, { fields: wanted, photos }) {
  const isShared = wanted.text || photos.length;
  const isAsked = wanted.reply || wanted.quote || isShared;
  const same = ({ fields }) => (isAsked ? !isShared && fields.reply === wanted.reply && fields.quote === wanted.quote : true);
  const own = drafts.own();
  const found = drafts.list().filter(same).sort((one, other) => (other.id === own) - (one.id === own));
  for (const draft of found) if (await drafts.take(draft.id)) return draft;
  const id = newId();
  await drafts.take(id);
  return { id, fields: wanted };
}

async function readNames() {
  try {
    return await (await fetch(settings.names)).json();
  } catch {
    return { authors: [], tags: [] };
  }
}

async function start() {
  const names = await readNames();
  const page = new Page(names);
  for (const offers of form.querySelectorAll(".offers")) complete(form.elements[offers.dataset.for], offers, names);
  form.querySelector("#authors").append(...names.authors.map(({ handle, name }) => new Option(name, handle)));
  form.querySelector("#langs").append(...[...new Set([settings.lang, ...names.authors.map(({ lang }) => lang)])].map((lang) => new Option(lang)));
  const wanted = asked();
  const draft = await chooseDraft(page.drafts, wanted);
  await page.open(draft.id, draft);
  if (wanted.photos.length) await takePhotos(wanted, settings, page.chosen, (...what) => page.sending.tell(...what));
  if (location.search) history.replaceState(null, "", location.pathname);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => page.changed());
  form.elements.done.addEventListener("click", () => page.clear());
  form.elements.another.addEventListener("click", () => page.another());
  addEventListener("beforeunload", (event) => page.isKept || event.preventDefault());
  addEventListener("storage", () => page.listUnsent());
  keepForOffline(settings, document.querySelector('[data-when="offline"]'));
}

start();
