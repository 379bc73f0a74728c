// Loads the page again where it was when the site was rebuilt, shows what is wrong for as long as it cannot be, and says what is hidden.
// Added to pages by `serve` alone; nothing of it is in the files of the site. All text is text: nothing here makes markup of it.
(() => {
  "use strict";
  const script = new URL(document.currentScript.src);
  const note = document.currentScript.dataset.note ?? "";
  const address = new URL("events" + script.search, script);
  const place = "microblog-place:" + location.pathname;
  const panels = {};
  const FRAMES = 8;
  let events = null;
  let isBarUnwanted = false; // until the page is loaded again

  function connect() {
    if (events) return;
    events = new EventSource(address);
    events.addEventListener("reload", () => {
      disconnect();
      keepPlace();
      location.reload();
    });
    events.addEventListener("state", (event) => {
      const state = JSON.parse(event.data);
      showMistakes(state.mistakes);
      showBar(state.hidden);
    });
  }

  // A browser has six connections for a server: a page that nobody sees must not hold one.
  function disconnect() {
    events?.close();
    events = null;
  }

  // Noted is what stands at the top of the window, too, and how far from its edge: what a rebuild puts above it does not move it.
  function keepPlace() {
    if (!scrollX && !scrollY) return;
    const marks = [...document.querySelectorAll("[id]")].filter((mark) => mark.getClientRects().length);
    const mark = marks.findLast((each) => each.getBoundingClientRect().top <= 1) ?? marks[0];
    const kept = { x: scrollX, y: scrollY, id: mark?.id ?? "", top: mark?.getBoundingClientRect().top ?? 0 };
    try {
      sessionStorage.setItem(place, JSON.stringify(kept));
      history.scrollRestoration = "manual";
    } catch {
      // A browser that keeps nothing goes where it always does.
    }
  }

  function takePlace() {
    try {
      const kept = sessionStorage.getItem(place);
      sessionStorage.removeItem(place);
      return kept && JSON.parse(kept);
    } catch {
      return null;
    }
  }

  // What comes into sight may turn out to be of another height than was guessed (`content-visibility`), so it takes a few frames.
  function goTo(kept, frames) {
    const mark = kept.id && document.getElementById(kept.id);
    const y = mark ? mark.getBoundingClientRect().top + scrollY - kept.top : kept.y;
    scrollTo({ left: kept.x, top: y, behavior: "instant" });
    if (frames) requestAnimationFrame(() => goTo(kept, frames - 1));
  }

  function element(name, text, ...children) {
    const made = document.createElement(name);
    made.textContent = text ?? "";
    made.append(...children);
    return made;
  }

  // A part of the preview's own on the page, in a shadow tree, where the site's style does not reach.
  function put(name, part) {
    panels[name]?.remove();
    delete panels[name];
    if (!part) return;
    const panel = (panels[name] = element("div"));
    panel.id = "microblog-" + name;
    const root = panel.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet(); // the pages' policy refuses <style>
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    root.append(part);
    document.body.append(panel);
  }

  function button(text, name) {
    const made = element("button", text);
    made.addEventListener("click", () => put(name));
    return made;
  }

  function showMistakes(mistakes) {
    if (!mistakes.length) return put("problems");
    const section = element("section");
    section.setAttribute("role", "alert");
    const list = element("ol", "", ...mistakes.map(([message, , line, excerpt]) => element("li", message, ...lines(line, excerpt))));
    const last = element("p", "This page is of the last good build. Save a mended file, and this goes away.");
    section.append(button("Hide", "problems"), element("h2", "The site could not be built"), list, last);
    put("problems", section);
  }

  function lines(at, excerpt) {
    if (!excerpt.length) return [];
    const width = String(excerpt.at(-1)[0]).length;
    const shown = excerpt.map(([number, text]) => {
      const told = `${number === at ? ">" : " "} ${String(number).padStart(width)} | ${text}`;
      return element(number === at ? "mark" : "span", told);
    });
    const block = element("pre", "", ...shown);
    block.tabIndex = 0; // a long line is scrolled by keyboard, too
    return [block];
  }

  function showBar(hidden) {
    const link = element("a", hidden === 1 ? "1 post is not shown" : `${hidden} posts are not shown`);
    link.href = new URL("hidden/", script).pathname;
    const parts = [note && element("span", note), hidden && link.pathname !== location.pathname && link].filter(Boolean);
    if (!parts.length || isBarUnwanted) return put("bar");
    const hide = button("Hide", "bar");
    hide.addEventListener("click", () => (isBarUnwanted = true));
    const bar = element("aside", "", ...parts, hide);
    bar.setAttribute("aria-label", "Preview");
    put("bar", bar);
  }

  const STYLE = `
    section, aside { position: fixed; z-index: 2147483647; background: #2b1113; color: #fff; font: 1rem/1.5 system-ui, sans-serif; color-scheme: dark; }
    section { inset: auto 0 0; max-height: 60vh; overflow: auto; padding: 1rem 1.5rem; border-top: 4px solid #ff5c5c; }
    h2 { margin: 0; font-size: 1.1rem; }
    ol { margin: .5rem 0; padding-left: 1.5rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { margin: .25rem 0 .75rem; padding: .5rem; overflow-x: auto; background: #160809; font: inherit; }
    pre > * { display: block; color: #d8c4c5; background: none; }
    pre > mark { color: #fff; background: #6b1d21; }
    p { margin: 0; color: #e5d5d6; }
    a { color: inherit; }
    button { font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .25rem; padding: 0 .5rem; cursor: pointer; }
    section > button { float: right; }
    aside {
      inset: auto .5rem .5rem auto; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; max-width: 90vw;
      padding: .25rem .75rem; border-radius: .5rem; background: #1d2733; font-size: .85rem;
    }
    @media print { section, aside { display: none; } }
  `;

  const kept = takePlace();
  if (kept) {
    goTo(kept, FRAMES);
    addEventListener("load", () => {
      history.scrollRestoration = "auto";
      goTo(kept, FRAMES); // what was loaded last may have moved it
    });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  if (!document.hidden) connect();
})();
