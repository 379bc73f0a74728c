/* The archive's "A random post" and "On this day". The page is whole without them.

   `archive/days.json` says how many posts each day has. A month's timeline is cut into pages from its oldest post on, so
   that the counts say on which page a post stands; the post is cut from that page. Nothing is asked for before a visitor
   wants it, and today is the visitor's. */
"use strict";

(() => {
  const MOST_YEARS = 10; // whose posts of a day are listed
  const WORDS = 90; // characters of a post

  const place = document.querySelector("[data-days]");
  if (!place) return;
  const button = place.querySelector("button");
  const [details, list, status] = ["details", "ul", "[role=status]"].map((what) => place.querySelector(what));
  let counts = null; // promise of the file

  async function read(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  }

  /** Gives the file: `months` with the counts of their days. */
  function days() {
    counts ??= read(place.dataset.days).then(async (answer) => {
      const { page_size: size, months } = await answer.json();
      return { size, months: Object.entries(months).map(([name, text]) => ({ name, counts: text.split(" ").map(Number) })) };
    });
    counts.catch(() => { counts = null; }); // the next click tries again
    return counts;
  }

  const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

  /** Gives the cards of a page of a month's timeline. */
  async function cards(month, number) {
    const address = new URL(`${month.name.replace("-", "/")}/page/${number}/`, new URL(place.dataset.days, location));
    const page = new DOMParser().parseFromString(await (await read(address)).text(), "text/html");
    return [...page.querySelectorAll(".h-feed .h-entry")];
  }

  const link = (card) => card.querySelector("a.u-uid");

  async function random() {
    const { size, months } = await days();
    let at = Math.floor(Math.random() * sum(months.map((month) => sum(month.counts))));
    const month = months.find((one) => (at -= sum(one.counts)) < 0);
    const position = at + sum(month.counts); // from the oldest post of the month
    const found = await cards(month, Math.floor(position / size) + 1);
    const worded = found.filter((card) => !card.classList.contains("line")); // a like without words is a poor find
    const card = found[found.length - 1 - (position % size)]; // the newest stands first
    location.assign(link(worded.includes(card) || !worded.length ? card : worded[position % worded.length]).getAttribute("href"));
  }

  /** Gives the cards of a day. Posts stand in the order of their moments, and a day is one of the author's: a neighbour's may lie between. */
  async function of(month, day, size) {
    const from = sum(month.counts.slice(0, Math.max(0, day - 2)));
    const until = sum(month.counts.slice(0, day + 1)) - 1;
    const numbers = [];
    for (let number = Math.floor(from / size); number <= Math.floor(until / size); number += 1) numbers.push(number + 1);
    const found = (await Promise.all(numbers.reverse().map((number) => cards(month, number)))).flat();
    const name = `${month.name}-${String(day).padStart(2, "0")}`;
    return found.filter((card) => card.querySelector("time.dt-published").dateTime.startsWith(name));
  }

  /** Gives the beginning of a post; of what is folded, as behind a content warning, what is in sight. */
  function words(card) {
    const said = [":scope > .p-name", ".e-content", ".byline"].map((part) => card.querySelector(part)).find(Boolean).cloneNode(true);
    for (const folded of said.querySelectorAll("details")) folded.replaceWith(folded.querySelector("summary") ?? "");
    const text = said.textContent.trim().replace(/\s+/g, " ");
    return text.length > WORDS ? `${text.slice(0, WORDS).replace(/\s\S*$/, "")}…` : text;
  }

  function row(card, year) {
    const item = document.createElement("li");
    const leading = document.createElement("a");
    leading.href = link(card).getAttribute("href");
    leading.textContent = words(card);
    leading.dir = "auto";
    const about = document.createElement("span");
    about.className = "count";
    about.textContent = year;
    item.append(about, leading);
    return item;
  }

  async function onThisDay() {
    const today = new Date();
    const month = String(today.getMonth() + 1).padStart(2, "0");
    const { size, months } = await days();
    const before = months.filter(({ name, counts }) => name.slice(5) === month && Number(name.slice(0, 4)) < today.getFullYear() && counts[today.getDate() - 1]);
    const years = before.reverse().slice(0, MOST_YEARS);
    const found = await Promise.all(years.map((one) => of(one, today.getDate(), size)));
    list.replaceChildren(...found.flatMap((some, at) => some.map((card) => row(card, years[at].name.slice(0, 4)))));
    status.textContent = list.children.length ? "" : status.dataset.none;
  }

  const failed = () => { status.textContent = status.dataset.failed; details.open = true; };

  button.addEventListener("click", () => random().catch(failed));
  details.addEventListener("toggle", () => { if (details.open && !list.children.length) onThisDay().catch(failed); });
})();
