/* Lets the search work without a connection: what its page asked for is kept, and serves where the network does not.
   It is registered for /search/ alone, and no other page has to do with it. */
"use strict";

const KEPT = "microblog-search"; // as search-keep.js has it

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurs = request.method === "GET" && new URL(request.url).origin === self.location.origin;
  if (isOurs && request.headers.get("accept") !== "text/event-stream") event.respondWith(answer(event));
});

async function answer(event) {
  const { request } = event;
  const cache = await caches.open(KEPT);
  const key = request.mode === "navigate" ? request.url.split(/[?#]/)[0] : request.url;
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) event.waitUntil(cache.put(key, fresh.clone()));
    return fresh;
  } catch (error) {
    const kept = await cache.match(key, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
