/* Keeps, once an answer is shown and nothing else is to do, what the search needs without a connection: the page and what it
   consists of, the index, and the newest pages of the timeline. `search-worker.js` serves it. */
const KEPT = "microblog-search";
const AFTER = 4000; // milliseconds behind an answer, so that nobody waits for this
const MOST_POSTS = 20000; // of a larger site only what was asked for is kept: its index takes megabytes
const PAGES = 25;

let isBegun = false;

/** Begins to keep all, once, where the browser can and its user is not sparing. */
export function keep(base, index) {
  if (isBegun || !navigator.serviceWorker || navigator.connection?.saveData) return;
  isBegun = true;
  setTimeout(() => keepAll(base, index).catch((error) => console.info(error)), AFTER);
}

async function keepAll(base, index) {
  await navigator.serviceWorker.ready;
  const cache = await caches.open(KEPT);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((part) => part.href || part.src);
  const scripts = performance.getEntriesByType("resource").filter((entry) => /\/search[a-z-]*\.js$/.test(entry.name));
  const urls = [`${base}search/`, `${base}search/index.json`, ...parts, ...scripts.map((entry) => entry.name)];
  const files = index.posts > MOST_POSTS ? [] : index.names().map((name) => `${base}search/${name}`);
  const last = Math.ceil(index.posts / index.pageSize);
  const pages = Array.from({ length: Math.min(PAGES, last) }, (_, back) => `${base}page/${last - back}/`);
  await forget(cache, `${base}search/`, new Set([...urls, ...files]));
  for (const url of new Set([...urls, ...files, ...pages])) {
    const isKept = await cache.match(url, { ignoreVary: true });
    if (!isKept) await cache.add(url);
  }
}

/** Forgets files of an index that is no more. */
async function forget(cache, below, wanted) {
  for (const { url } of await cache.keys()) if (url.startsWith(below) && !wanted.has(url)) await cache.delete(url);
}
