/* Author cards: beside a link to an author, on hover or keyboard focus, who that is. Pages are whole without it.

   A card is the author's `card.html`, asked for once from this very site. It is a tooltip (WCAG 1.4.13): it stays while
   the pointer is on the link or on the card, and goes with Escape, or when pointer and focus are elsewhere. */
"use strict";

(() => {
  const OPEN_AFTER = 350; // milliseconds: a pointer that only passes by opens nothing
  const CLOSE_AFTER = 250; // time to reach the card
  const MARGIN = 8; // pixels between the card and the link, or the window's edge
  const ID = "author-card";

  const base = new URL(".", document.currentScript.src).href;
  const fetched = new Map(); // card's URL → promise of its element, or of null
  let link = null; // whose card is shown, or about to be
  let card = null;
  let isDismissed = false; // with Escape: it opens again when pointer or focus come back, not before
  let timer = 0;

  /** Gives the link to an author that an element belongs to, or null. */
  function authorLink(node) {
    if (!(node instanceof Element) || node.closest(`#${ID}`)) return null;
    const found = node.closest("a[href]") ?? node.closest(".p-author")?.querySelector("a[href]");
    if (!found?.href.startsWith(`${base}@`) || found.href === location.href.split(/[?#]/)[0]) return null;
    return /^[a-z0-9_-]{1,30}\/$/.test(found.href.slice(base.length + 1)) ? found : null;
  }

  async function read(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".author-card");
  }

  function cardOf(target) {
    const url = `${target.href}card.html`;
    if (!fetched.has(url)) fetched.set(url, read(url).catch(() => null));
    return fetched.get(url);
  }

  async function open(target) {
    const found = await cardOf(target);
    if (!found || link !== target || card || isDismissed) return;
    card = document.importNode(found, true);
    card.id = ID;
    card.setAttribute("role", "tooltip");
    for (const inner of card.querySelectorAll("a")) inner.tabIndex = -1; // the link that has the focus leads there, too
    document.body.append(card);
    place(card, target);
    target.setAttribute("aria-describedby", ID);
  }

  /** Puts the card below the link, or above it where there is more room, within the window. */
  function place(shown, target) {
    const at = target.getClientRects()[0] ?? target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = shown;
    const { clientWidth, clientHeight } = document.documentElement;
    const fitsBelow = at.bottom + MARGIN + height <= clientHeight || at.top < clientHeight - at.bottom;
    const top = fitsBelow ? at.bottom + MARGIN : at.top - MARGIN - height;
    const left = Math.max(MARGIN, Math.min(at.left, clientWidth - width - MARGIN));
    shown.style.top = `${top + scrollY}px`;
    shown.style.left = `${left + scrollX}px`;
  }

  function close() {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    card?.remove();
    link = card = null;
    isDismissed = false;
  }

  function want(target, delay) {
    clearTimeout(timer);
    if (target === link) return;
    close();
    link = target;
    timer = setTimeout(open, delay, target);
  }

  function leave() {
    clearTimeout(timer);
    if (link) timer = setTimeout(close, card ? CLOSE_AFTER : 0);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap follows the link
    const target = authorLink(event.target);
    if (target) want(target, OPEN_AFTER);
    else if (card?.contains(event.target)) clearTimeout(timer);
    else if (link !== document.activeElement) leave();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    if (link !== document.activeElement) leave();
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.matches("a:focus-visible") ? authorLink(event.target) : null;
    if (target) want(target, OPEN_AFTER);
    else if (!card?.contains(event.target)) close();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === link && !link.matches(":hover") && !card?.matches(":hover")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !link) return;
    const dismissed = link;
    close();
    link = dismissed;
    isDismissed = true;
  });
  addEventListener("pagehide", close);
})();
