/* Lets the search work without a connection: what the page has asked for is kept, and serves where the network does not.
   It is registered for /search/ alone, and no other page knows of it. */
"use strict";

const KEPT = "search";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurs = new URL(request.url).origin === self.location.origin;
  if (request.method === "GET" && isOurs) event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(KEPT);
  const key = request.mode === "navigate" ? request.url.split("?")[0] : request.url;
  try {
    const fresh = await fetch(request);
    if (fresh.ok && fresh.status === 200) await cache.put(key, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(key, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
