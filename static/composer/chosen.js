/* The photos of a post: chosen, made smaller, kept, described. */

import { newId } from "./drafts.js";
import { element } from "./inline.js";
import { prepare, thumbnail } from "./photos.js";
import { word } from "./words.js";

export class Chosen {
  constructor({ form, settings, drafts, tell, changed }) {
    Object.assign(this, { settings, drafts, tell, changed });
    this.list = form.querySelector(".chosen");
    this.input = form.querySelector("#photos");
    this.photos = []; // `{key, name, type, width, height, size, alt}`, as drafts keep them
    this.blobs = new Map();
    this.isKept = true;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
  }

  /** Take files in one after the other: each may hold fifty million pixels while it is read. */
  async add(files) {
    this.input.disabled = true;
    for (const file of files) {
      if (this.photos.length < this.settings.maxPhotos) await this.#take(file);
      else this.tell("too-many-photos", { most: this.settings.maxPhotos });
    }
    this.input.value = "";
    this.input.disabled = false;
  }

  async #take(file) {
    try {
      const { blob, width, height } = await prepare(file, this.settings.photoMax);
      const photo = { key: newId(), name: file.name, type: blob.type, width, height, size: blob.size, alt: "" };
      await this.#show(photo, blob);
      this.photos.push(photo);
      if (!(await this.drafts.savePhoto(photo.key, blob))) this.#unkept(photo);
      if (file.type === "image/gif") this.tell("still");
      this.changed();
    } catch {
      this.tell("unreadable", { name: file.name });
    }
  }

  #unkept(photo) {
    this.isKept = false;
    this.tell("unkept-photo", { name: photo.name });
  }

  /** Show the photos of a draft; one that the browser has lost is told and left out. */
  async open(photos) {
    for (const photo of photos) {
      const blob = await this.drafts.loadPhoto(photo.key);
      if (blob) {
        await this.#show(photo, blob);
        this.photos.push(photo);
      } else this.tell("lost-photo", { name: photo.name });
    }
  }

  clear() {
    this.photos = [];
    this.blobs.clear();
    this.list.replaceChildren();
    this.isKept = true;
  }

  /** Return the blobs in the order of the photos. */
  inOrder() {
    return this.photos.map(({ key }) => this.blobs.get(key));
  }

  async #show(photo, blob) {
    const src = await thumbnail(blob);
    this.blobs.set(photo.key, blob);
    const id = `alt-${photo.key}`;
    const alt = element("textarea", [], { id, rows: 2, maxLength: this.settings.maxLine, value: photo.alt, dir: "auto" });
    const remove = element("button", word("remove", { name: photo.name }), { type: "button" });
    const size = word("size", { width: photo.width, height: photo.height, size: Math.ceil(photo.size / 1000) });
    const item = element("li", [
      element("img", [], { src, alt: "" }),
      element("div", [
        element("label", word("alt", { name: photo.name }), { htmlFor: id }),
        alt,
        element("p", size, { className: "help" }),
        remove,
      ]),
    ]);
    alt.addEventListener("input", () => {
      photo.alt = alt.value;
      this.changed();
    });
    remove.addEventListener("click", () => this.#remove(photo, item));
    this.list.append(item);
  }

  #remove(photo, item) {
    this.photos = this.photos.filter((other) => other !== photo);
    this.blobs.delete(photo.key);
    item.remove();
    this.changed();
    this.drafts.removePhoto(photo.key);
    this.input.focus();
  }
}
