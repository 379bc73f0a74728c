/* Serves the page to write on when there is no network: the newest answer counts, a kept one where none comes. What a phone
   shares into the page it takes as well, since no server of files takes a form: words go into the page's address, photos into a
   cache from which the page takes them.

   Its scope is that page's folder. It touches nothing but what it has kept for that page, and no other host's answers. */
"use strict";

const base = new URL(".", self.location).pathname;
const NAME = `microblog ${base} compose`;
const PAGE = `${base}compose/`;

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

/** Lead on to the page, with what was shared; a photo for which there is no room the page misses by its name. */
async function take(request) {
  const form = await request.formData();
  const share = `${Date.now()}`;
  const query = new URLSearchParams({ share });
  for (const name of ["title", "text", "url"]) if (form.get(name)) query.set(name, form.get(name));
  const cache = await caches.open(`microblog ${PAGE} shared`);
  for (const [place, photo] of form.getAll("photos").filter((part) => part instanceof File).entries()) {
    query.append("photo", photo.name);
    await cache.put(`${PAGE}shared/${share}/${place}`, new Response(photo)).catch(() => undefined);
  }
  return Response.redirect(`${PAGE}?${query}`, 303);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.location.origin + base)) event.respondWith(answer(event.request));
  if (method === "POST" && url === self.location.origin + PAGE) event.respondWith(take(event.request));
});
