/* Light or dark, as a visitor chose. It is loaded before anything is painted, so that no page shows the other colours first.

   What was chosen stays in this browser, apart for each site, since all projects of an account may share one host. */
"use strict";

(() => {
  const root = document.documentElement;
  const key = `scheme ${new URL(".", document.currentScript.src).pathname}`;

  function chosen() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser may keep nothing
    }
  }

  function keep(scheme) {
    try {
      if (scheme) localStorage.setItem(key, scheme);
      else localStorage.removeItem(key);
    } catch {
      // it holds for this page then
    }
  }

  function show(scheme) {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  }

  show(chosen());
  root.dataset.scripted = ""; // what only scripts can do is shown
  document.addEventListener("DOMContentLoaded", () => {
    const select = document.querySelector(".scheme select");
    if (!select) return;
    select.value = root.dataset.scheme ?? "";
    select.addEventListener("change", () => {
      show(select.value);
      keep(select.value);
    });
  });
  addEventListener("storage", (event) => {
    if (event.key === key) show(event.newValue); // chosen in another tab
  });
})();
