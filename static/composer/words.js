/* What the page says, in the site's language: the template `#words` has it. */

const found = document.getElementById("words");
const words = new Map(found ? Array.from(found.content.children, (line) => [line.dataset.word, line.textContent.trim()]) : []);

/** Return a sentence, with values in the place of their names. */
export function word(name, values = {}) {
  return (words.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}
