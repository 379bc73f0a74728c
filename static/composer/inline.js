/* The preview's Markdown within a line: nodes, never markup, so that whatever is written stays text. */

const SPAN = 1000; // characters that emphasis or code may have here; without a bound, a page of stars would take minutes
const TOKENS = new RegExp(
  [
    "\\\\(?<sign>[!-/:-@\\[-`{-~])",
    `(?<ticks>\`+)(?<code>(?!\`)[^]{0,${SPAN}}?[^\`])\\k<ticks>(?!\`)`,
    `\\[(?<label>[^\\[\\]]{1,${SPAN}})\\]\\(\\s*<?(?<target>[^\\s()<>]{1,2000})>?(?:\\s+"[^"]{0,${SPAN}}")?\\s*\\)`,
    "<(?<angled>(?:https?://|mailto:)[^\\s<>]{1,2000})>",
    "(?<![\\p{L}\\p{N}_])(?<bare>(?:https?://|www\\.)[^\\s<>\"]{1,2000})",
    `\\*\\*(?<strong>(?=[^\\s*])[^]{0,${SPAN}}?\\S)\\*\\*`,
    `\\*(?<em>(?=[^\\s*])[^*]{0,${SPAN}}?[^\\s*]|[^\\s*])\\*(?!\\*)`,
    `(?<![\\p{L}\\p{N}_])_(?<under>(?=[^\\s_])[^_]{0,${SPAN}}?\\S|[^\\s_])_(?![\\p{L}\\p{N}_])`,
    `~~(?<struck>(?=\\S)[^~]{1,${SPAN}})~~`,
    "(?<![\\p{L}\\p{N}_@#/&.])@(?<handle>[A-Za-z0-9_-]{1,30})(?![\\p{L}\\p{N}_@/]|\\.[\\p{L}\\p{N}])",
    "(?<![\\p{L}\\p{N}_@#/&])#(?<tag>[\\p{N}_]*[\\p{L}][\\p{L}\\p{M}\\p{N}_]*)",
    "(?<end>\\n)",
  ].join("|"),
  "gu",
);
const DEEPEST = 8;

/** Return an element with nodes or text in it. */
export function element(name, children = [], properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...[children].flat());
  return made;
}

/** Return a link that leaves this page alone; text alone where the address leads nowhere that a post may link. */
function link(target, children, { base }) {
  const address = target.startsWith("/") && !target.startsWith("//") ? base + target.slice(1) : target;
  if (!/^(?:https?:\/\/|mailto:|\/(?!\/))/i.test(address)) return element("span", children);
  return element("a", children, { href: address, target: "_blank", rel: "noopener" });
}

function bareLink(written, around) {
  const [, address, after] = /^(.*?)([.,;:!?'*_~)\]}，。）」]*)$/su.exec(written);
  const target = address.startsWith("www.") ? `https://${address}` : address;
  return [link(target, address, around), after];
}

const INNER = { strong: "strong", em: "em", under: "em", struck: "s" };

function nodesOf(groups, whole, around, depth) {
  for (const [group, name] of Object.entries(INNER)) {
    if (groups[group] !== undefined) return [element(name, inline(groups[group], around, depth + 1))];
  }
  if (groups.sign !== undefined) return [groups.sign];
  if (groups.code !== undefined) return [element("code", groups.code.replace(/^ (.*\S.*) $/s, "$1").replace(/\n/g, " "))];
  if (groups.target !== undefined) return [link(groups.target, inline(groups.label, around, depth + 1), around)];
  if (groups.angled !== undefined) return [link(groups.angled, groups.angled.replace(/^mailto:/i, ""), around)];
  if (groups.bare !== undefined) return bareLink(groups.bare, around);
  if (groups.end !== undefined) return [element("br")];
  if (groups.tag !== undefined) return [element("span", whole, { className: "hashtag" })];
  const isKnown = around.handles.has(groups.handle.toLowerCase());
  return isKnown ? [link(`/@${groups.handle.toLowerCase()}/`, whole, around)] : [whole];
}

/** Return the nodes of a line; `around` has the site's base path and its authors' handles. */
export function inline(text, around, depth = 0) {
  if (depth > DEEPEST) return [text];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    nodes.push(text.slice(at, match.index), ...nodesOf(match.groups, match[0], around, depth));
    at = match.index + match[0].length;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}
