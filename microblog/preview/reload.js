// Loads the page again when the site was rebuilt, and shows what is wrong for as long as it cannot be.
// Added to pages by `serve` alone; nothing of it is in the files of the site.
(() => {
  "use strict";
  const script = new URL(document.currentScript.src);
  const address = new URL("events" + script.search, script);
  let events = null;
  let panel = null;

  function connect() {
    if (events) return;
    events = new EventSource(address);
    events.addEventListener("reload", () => {
      disconnect();
      location.reload();
    });
    events.addEventListener("problems", (event) => show(JSON.parse(event.data)));
  }

  // A browser has six connections for a server: a page that nobody sees must not hold one.
  function disconnect() {
    events?.close();
    events = null;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text ?? "";
    return made;
  }

  function show(problems) {
    panel?.remove();
    panel = null;
    if (!problems.length) return;
    panel = element("div");
    panel.id = "microblog-problems";
    const root = panel.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet(); // the pages' policy refuses <style>
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    const section = element("section");
    section.setAttribute("role", "alert");
    const list = element("ol");
    list.append(...problems.map((problem) => element("li", problem)));
    section.append(element("h2", "The site could not be built"), list, element("p", "This page is of the last good build. Save a mended file, and this goes away."));
    root.append(section);
    document.body.append(panel);
  }

  const STYLE = `
    section {
      position: fixed; z-index: 2147483647; inset: auto 0 0; max-height: 60vh; overflow: auto; padding: 1rem 1.5rem;
      background: #2b1113; color: #fff; border-top: 4px solid #ff5c5c; font: 1rem/1.5 system-ui, sans-serif; color-scheme: dark;
    }
    h2 { margin: 0; font-size: 1.1rem; }
    ol { margin: .5rem 0; padding-left: 1.5rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
    p { margin: 0; opacity: .8; }
  `;

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  if (!document.hidden) connect();
})();
