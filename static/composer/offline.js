/* The page without a network: all that it loaded is put into a cache, and a worker takes it from there when nobody answers. */

/** Keep the page and what it needs; show the note once that is done. */
export async function keepForOffline(settings, note) {
  if (!navigator.serviceWorker || !globalThis.caches) return;
  try {
    await navigator.serviceWorker.register(settings.worker, { scope: `${settings.base}compose/` });
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]);
    const own = new Set([location.origin + location.pathname, ...loaded]);
    const cache = await caches.open(`microblog ${settings.base} compose`);
    await Promise.all([...own].filter((url) => url.startsWith(location.origin + settings.base)).map((url) => cache.add(url)));
    note.hidden = false;
  } catch {
    note.hidden = true; // the page works as long as there is a network
  }
}
