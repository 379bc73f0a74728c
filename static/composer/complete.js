/* Completion: names that match what is being written, as buttons below the field, so that they work by touch and by Tab. */

import { element } from "./inline.js";

const MOST = 6;
const IN_TEXT = /(?<![\p{L}\p{N}_@#/&.])([@#])([\p{L}\p{M}\p{N}_-]*)$/u;
const HASHTAG = /^[\p{L}\p{M}\p{N}_]+$/u;

/** Return a word as it is compared: without case and accents. */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function matching(prefix, all, label) {
  const wanted = folded(prefix);
  return all.filter((one) => label(one).some((word) => folded(word).startsWith(wanted))).slice(0, MOST);
}

/** Return what is offered for a text that ends at the caret: `{from, words}`, each with what to show and what to write. */
function forText(before, names) {
  const match = IN_TEXT.exec(before.slice(-200));
  if (!match) return null;
  const [, sign, prefix] = match;
  const from = before.length - prefix.length;
  if (sign === "@") {
    const found = matching(prefix, names.authors, (author) => [author.handle, author.name, ...author.name.split(/\s+/)]);
    return { from, words: found.map((author) => ({ shown: `@${author.handle} ${author.name}`, written: `${author.handle} ` })) };
  }
  const tags = prefix ? matching(prefix, names.tags.filter((tag) => HASHTAG.test(tag)), (tag) => [tag]) : [];
  return { from, words: tags.map((tag) => ({ shown: `#${tag}`, written: `${tag} ` })) };
}

function forTags(before, names) {
  const start = before.lastIndexOf(",") + 1;
  const prefix = before.slice(start).trim().replace(/^#/, "");
  const taken = new Set(before.slice(0, start).split(",").map((tag) => folded(tag.trim())));
  const found = prefix ? matching(prefix, names.tags, (tag) => [tag]).filter((tag) => !taken.has(folded(tag))) : [];
  return { from: start, words: found.map((tag) => ({ shown: `#${tag}`, written: `${start ? " " : ""}${tag}, ` })) };
}

/** Offer names below a field for as long as it has them. */
export function complete(field, offers, names) {
  const find = field.name === "tags" ? forTags : forText;
  const close = () => {
    offers.hidden = true;
    offers.replaceChildren();
  };
  const write = (from, written) => {
    field.setRangeText(written, from, field.selectionStart, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  const offer = () => {
    const found = find(field.value.slice(0, field.selectionStart), names);
    offers.replaceChildren(...(found?.words ?? []).map(({ shown, written }) => {
      const button = element("button", shown, { type: "button", dir: "auto" });
      button.addEventListener("click", () => write(found.from, written));
      return element("li", button);
    }));
    offers.hidden = !offers.children.length;
  };
  const escape = (event) => {
    if (event.key !== "Escape" || offers.hidden) return;
    close();
    field.focus();
  };
  field.addEventListener("input", offer);
  field.addEventListener("keydown", escape);
  offers.addEventListener("keydown", escape);
  const isInUse = () => document.activeElement === field || offers.contains(document.activeElement);
  field.addEventListener("blur", () => setTimeout(() => isInUse() || close(), 200));
  offers.addEventListener("pointerdown", (event) => event.preventDefault()); // not every browser gives a pressed button the focus
}
