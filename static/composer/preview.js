/* The preview: what is common of the site's Markdown, as nodes; what is not, as it is written, and a word on it.

   The engine alone decides what a post looks like. This shows paragraphs, line breaks, emphasis, code, links, headings, lists,
   quotations, rules, quoted posts, hashtags and names. */

import { element, inline } from "./inline.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(?:\{#[\w-]+\})?$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTATION = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|[0-9]{1,3}[.)])(?:[ \t]+|$)/;
const TABLE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const POST = /^\/?@?([a-z0-9_-]{1,30}(?:\/[^\s/?#]+)+)\/?$/;
const DEEPEST = 12;

const UNSHOWN = [
  ["is-picture", /!\[/],
  ["is-note", /\[\[[^\]\n]+\]\]/],
  ["is-footnote", /\[\^[^\]\s]+\]/],
  ["is-comment", /%%|<!--/],
  ["is-html", /<\/?[A-Za-z][^<>\n]*>/],
];

/** Return the preview's nodes, and the names of what stands in it as it is written. */
export function preview(text, around) {
  const state = { around, unshown: new Set() };
  const nodes = blocks(text.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n"), state, 0);
  return { nodes, unshown: [...state.unshown] };
}

function blocks(lines, state, depth) {
  if (depth > DEEPEST) return [element("p", lines.join("\n"))];
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = block(lines, at, state, depth);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function block(lines, at, state, depth) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  const fence = FENCE.exec(line);
  if (fence) return fenced(lines, at, fence[1]);
  const heading = HEADING.exec(line);
  if (heading) return [element(`h${Math.min(6, heading[1].length + 2)}`, words(heading[2], state)), at + 1];
  if (RULE.test(line)) return [element("hr"), at + 1];
  if (QUOTATION.test(line)) return quotation(lines, at, state, depth);
  if (ITEM.test(line)) return list(lines, at, state, depth);
  return paragraph(lines, at, state);
}

function fenced(lines, at, fence) {
  let end = at + 1;
  while (end < lines.length && !(lines[end].trim().startsWith(fence) && !lines[end].trim().replaceAll(fence[0], ""))) end++;
  return [element("pre", element("code", `${lines.slice(at + 1, end).join("\n")}\n`)), end + 1];
}

function quotation(lines, at, state, depth) {
  let end = at;
  while (end < lines.length && lines[end].trim() && (QUOTATION.test(lines[end]) || !starts(lines[end]))) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTATION, ""));
  return [element("blockquote", blocks(inner, state, depth + 1)), end];
}

const starts = (line) => [FENCE, HEADING, RULE, QUOTATION, ITEM].some((pattern) => pattern.test(line));

function list(lines, at, state, depth) {
  const isNumbered = /[0-9]/.test(ITEM.exec(lines[at])[2]);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    if (!item || /[0-9]/.test(item[2]) !== isNumbered || RULE.test(lines[end])) break;
    const next = endOfItem(lines, end + 1);
    items.push(listItem([lines[end].slice(item[0].length), ...lines.slice(end + 1, next).map(dedent)], state, depth));
    end = next;
  }
  const start = parseInt(ITEM.exec(lines[at])[2], 10);
  return [element(isNumbered ? "ol" : "ul", items, isNumbered && start !== 1 ? { start } : {}), end];
}

const dedent = (line) => line.replace(/^ {1,4}/, "");

/** Return where an item ends: before the next one, or before text that is not indented behind an empty line. */
function endOfItem(lines, at) {
  let end = at;
  while (end < lines.length) {
    const isEmpty = !lines[end].trim();
    const isInside = /^ {2,}\S/.test(lines[end]) || (!isEmpty && lines[end - 1].trim() && !starts(lines[end]));
    if (!isInside && !(isEmpty && /^(?: {2,}\S| {0,3}(?:[-*+]|[0-9]{1,3}[.)]) )/.test(lines[end + 1] ?? ""))) break;
    end++;
  }
  return end;
}

function listItem(lines, state, depth) {
  const task = /^\[([ xX])\] +/.exec(lines[0]);
  const inner = blocks([task ? lines[0].slice(task[0].length) : lines[0], ...lines.slice(1)], state, depth + 1);
  const [words, rest] = inner[0]?.tagName === "P" ? [[...inner[0].childNodes], inner.slice(1)] : [[], inner];
  if (!task) return element("li", [...words, ...rest]);
  const box = element("input", [], { type: "checkbox", disabled: true, checked: task[1] !== " " });
  return element("li", [element("label", [box, " ", ...words]), ...rest], { className: "task" });
}

function paragraph(lines, at, state) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !/^ {0,3}(?:=+|-+)[ \t]*$/.test(lines[end]) && !starts(lines[end])) end++;
  const text = lines.slice(at, end).map((line) => line.trim().replace(/\\$/, "")).join("\n");
  const under = lines[end]?.trim();
  if (/^=+$|^-+$/.test(under ?? "")) return [element(under[0] === "=" ? "h3" : "h4", words(text, state)), end + 1];
  if (end - at > 1 && TABLE.test(lines[at + 1]) && lines[at].includes("|")) state.unshown.add("is-table");
  return [element("p", text.split("\n").flatMap((line, place) => [...(place ? [element("br")] : []), ...row(line, state)])), end];
}

/** Return the nodes of a line of a paragraph, which may be a quoted post. */
function row(line, state) {
  const { origin, base } = state.around;
  const path = line.startsWith(origin + base) ? line.slice((origin + base).length - 1) : line;
  const post = POST.exec(path);
  return post && state.around.handles.has(post[1].split("/")[0])
    ? [element("span", `@${post[1]}`, { className: "quoted" })]
    : words(line, state);
}

function words(text, state) {
  for (const [name, pattern] of UNSHOWN) if (pattern.test(text.replace(/`[^`]*`/g, ""))) state.unshown.add(name);
  return inline(text, state.around);
}
