/* Serves the page to write on when there is no network: the newest answer counts, a kept one where none comes.

   Its scope is that page's folder. It touches nothing but what it has kept for that page, and no other host's answers. */
"use strict";

const base = new URL(".", self.location).pathname;
const NAME = `microblog ${base} compose`;

async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreSearch: true });
  try {
    const fresh = await fetch(request);
    if (kept && fresh.ok) await cache.put(request.url.split(/[?#]/)[0], fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.location.origin + base)) event.respondWith(answer(event.request));
});
