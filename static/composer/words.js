/* What the page says, in the site's language: the template `#words` has it. */

const found = document.getElementById("words");
const words = new Map(found ? Array.from(found.content.children, (line) => [line.dataset.word, line.textContent]) : []);
const FROM_THE_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Return a sentence, with values in the place of their names. */
export function word(name, values = {}) {
  return (words.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? isolated(String(values[key])) : whole));
}

/** Return a value as it stands within a sentence: one with letters that are written from the right turns nothing around it. */
function isolated(value) {
  return FROM_THE_RIGHT.test(value) ? `\u2068${value}\u2069` : value; // sentences from the right have the marks themselves; twice does no harm
}
