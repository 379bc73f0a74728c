/* What is written and not sent yet: its words in localStorage, at each key stroke; its photos in IndexedDB.

   All projects of an account may share one origin, so that every name begins with this site's base path. A draft is open in one
   tab at a time: a lock holds it, and another tab begins a draft of its own. */

const PATIENCE = [300, 5000]; // milliseconds: for any draft; for this tab's own, which the page before a reload may still have

export class Drafts {
  constructor(base) {
    this.base = base;
    this.start = `microblog ${base} draft `;
  }

  /** Return all drafts, the newest first. */
  list() {
    const names = read(() => Object.keys(localStorage)) ?? [];
    const ids = names.filter((name) => name.startsWith(this.start)).map((name) => name.slice(this.start.length));
    const found = ids.map((id) => ({ id, ...this.load(id) })).filter(({ fields }) => fields);
    return found.sort((one, other) => other.changed - one.changed);
  }

  load(id) {
    return read(() => JSON.parse(localStorage.getItem(this.start + id)));
  }

  /** Keep a draft; return whether the browser could. */
  save(id, draft) {
    return read(() => (localStorage.setItem(this.start + id, JSON.stringify({ ...draft, changed: Date.now() })), true)) ?? false;
  }

  async remove(id, photos = []) {
    read(() => localStorage.removeItem(this.start + id));
    for (const { key } of photos) await this.removePhoto(key);
  }

  /** Return the draft that this tab had last, also before it was loaded again. */
  own() {
    return read(() => sessionStorage.getItem(this.start));
  }

  /** Take a draft for this tab; return whether no other has it. */
  take(id) {
    if (!navigator.locks) return Promise.resolve(true);
    const signal = AbortSignal.timeout(PATIENCE[Number(id === this.own())]);
    return new Promise((resolve) => {
      const hold = () => new Promise((release) => {
        this.release = release;
        read(() => sessionStorage.setItem(this.start, id));
        resolve(true);
      });
      navigator.locks.request(this.start + id, { signal }, hold).catch(() => resolve(false));
    });
  }

  /** Let other tabs have the draft that this one took last. */
  leave() {
    this.release?.();
  }

  /** Keep a photo; return whether the browser could. */
  async savePhoto(key, blob) {
    return this.#store("readwrite", (photos) => photos.put(blob, key)).then(() => true, () => false);
  }

  loadPhoto(key) {
    return this.#store("readonly", (photos) => photos.get(key)).catch(() => undefined);
  }

  removePhoto(key) {
    return this.#store("readwrite", (photos) => photos.delete(key)).catch(() => undefined);
  }

  async #store(mode, work) {
    this.database ??= open(`microblog ${this.base}`);
    const photos = (await this.database).transaction("photos", mode).objectStore("photos");
    return answered(work(photos));
  }
}

export const newId = () => Date.now().toString(36) + crypto.getRandomValues(new Uint32Array(1))[0].toString(36);

function open(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("photos");
  return answered(request);
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Return what a storage gives; nothing where the browser has none, or no room in it. */
function read(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
