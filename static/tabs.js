/* A row of tabs that is wider than a phone begins where the page's own tab is in sight. Only the row moves, never the page. */
"use strict";

(() => {
  const row = document.querySelector(".tabs");
  const tab = row?.querySelector("[aria-current]");
  if (!tab) return;
  const outer = row.getBoundingClientRect();
  const inner = tab.getBoundingClientRect();
  if (inner.left < outer.left || inner.right > outer.right) {
    row.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
  }
})();
