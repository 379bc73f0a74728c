/* What the address asks for, or a phone shares: words stand in the address, photos the worker has put aside. */

/** Return what is asked for: an answer, a quote, words; and of photos their names, and where they are. */
export function asked() {
  const given = new URLSearchParams(location.search);
  const shared = ["title", "text", "url"].map((name) => given.get(name)?.trim()).filter(Boolean);
  const text = shared.filter((line, place) => !shared.some((other, at) => at !== place && other.includes(line) && (other !== line || at < place)));
  const fields = { reply: given.get("reply") ?? "", quote: given.get("quote") ?? "", text: text.join("\n") };
  return { fields, share: given.get("share") ?? "", photos: given.getAll("photo") };
}

/** Hand the photos on one by one, as files, and forget them where they lay; tell of one that is not there. */
export async function takePhotos({ share, photos }, settings, chosen, tell) {
  const cache = await caches.open(`microblog ${settings.base}compose/ shared`);
  for (const [place, name] of photos.entries()) {
    const url = `${settings.base}compose/shared/${encodeURIComponent(share)}/${place}`;
    const kept = await cache.match(url);
    if (!kept) {
      tell("lost-photo", { name });
      continue;
    }
    const blob = await kept.blob();
    await chosen.add([new File([blob], name, { type: blob.type })]);
    await cache.delete(url);
  }
}
