/* Times as a visitor's clock has them. A page says them in the site's time zone; here they become "3 hours ago", or the
   visitor's own date and time, and the exact moment with its zone stands beside them on hover and focus.

   A day without a time (`data-day`) is that day everywhere, and stays as it is. The place of a time keeps its width, so that nothing on the page moves. */
"use strict";

(() => {
  const lang = document.documentElement.lang;
  const locale = lang === "en" ? "en-GB" : lang; // as the page itself writes dates
  const when = document.currentScript.dataset.when ?? "{date}, {time}";
  const WEEK = 7 * 24 * 3600; // seconds; what is older shows its date
  const UNITS = [["day", 24 * 3600], ["hour", 3600], ["minute", 60]];

  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  function words(moment) {
    const age = (Date.now() - moment) / 1000;
    if (age < 0 || age >= WEEK) return when.replace("{date}", day.format(moment)).replace("{time}", clock.format(moment));
    const [unit, seconds] = UNITS.find(([, length]) => age >= length) ?? ["second", 1];
    return relative.format(-Math.floor(unit === "second" ? 0 : age / seconds), unit);
  }

  function show(root) {
    const times = [...root.querySelectorAll("time.dt-published:not([data-day])")];
    const widths = times.map((time) => time.getBoundingClientRect().width);
    times.forEach((time, at) => {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.valueOf())) return;
      if (time.nextElementSibling ?? time.closest(".meta > *")?.nextElementSibling) time.style.minInlineSize = `${Math.ceil(widths[at])}px`;
      time.textContent = words(moment);
      time.dataset.exact = exact.format(moment);
    });
  }

  /** Gives the time that an element is, or is the link around. */
  function timeOf(node) {
    const found = node instanceof Element && (node.closest("time[data-exact]") ?? node.querySelector(":scope > time[data-exact]"));
    return found || null;
  }

  show(document);
  document.addEventListener("cards", (event) => show(event.target)); // a script put some into the page
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => timeOf(event.target)?.setAttribute("data-shown", ""));
  for (const name of ["pointerout", "focusout"]) document.addEventListener(name, (event) => timeOf(event.target)?.removeAttribute("data-shown"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector("time[data-shown]")?.removeAttribute("data-shown");
  });
})();
