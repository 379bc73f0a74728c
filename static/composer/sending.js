/* The three ways in which a post leaves the page: to the git host's own page, by a commit with a token, as a file.

   Only a commit that the host has confirmed clears the page. After the other two nobody here knows what became of the post, so it is
   kept until the writer says that it is sent. */

import { faultOf } from "./faults.js";
import { filesOf } from "./file.js";
import { HostError, commit, hasArrived } from "./hosts.js";
import { word } from "./words.js";
import { zip } from "./zip.js";

export class Sending {
  constructor({ form, settings, page }) {
    Object.assign(this, { form, settings, page, repository: settings.repository });
    this.tokenKey = `microblog ${settings.base} token`;
    this.status = form.querySelector('[role="status"]');
    this.isBusy = false;
    for (const way of ["open", "copy", "commit", "download"]) {
      form.elements[way]?.addEventListener("click", () => this.#start(way));
    }
    this.#recallToken();
  }

  /** Say something; what is wrong is marked as such. */
  tell(name, values = {}, { isWrong = false } = {}) {
    this.status.textContent = word(name, values);
    this.status.classList.toggle("wrong", isWrong);
  }

  /** Return the file's address on the host's page for new ones: with its text, or with its name alone. */
  address({ path, text }, { isWhole }) {
    const { newUrl, nameKey, textKey, folder } = this.repository;
    const name = `${nameKey}=${encodeURIComponent(folder ? `${folder}/${path}` : path)}`;
    return `${newUrl}?${name}${isWhole ? `&${textKey}=${encodeURIComponent(text)}` : ""}`;
  }

  /** Say, while the post is written, whether it fits into an address. */
  measure(fields) {
    const told = this.form.querySelector('[data-when="length"]');
    if (!told) return;
    const [file] = filesOf(withoutPhotos(fields), Date.now(), this.settings);
    const { textKey, maxAddress: most } = this.repository;
    const count = textKey ? this.address(file, { isWhole: true }).length : 0;
    const fits = Boolean(textKey) && count <= most;
    const length = textKey ? word(fits ? "fits" : "too-long", { count, most }) : word("by-copy");
    told.textContent = fields.photos.length ? `${length} ${word("photos-elsewhere")}` : length;
    this.form.elements.open.disabled = !fits;
  }

  async #start(way) {
    this.form.querySelector('[data-when="committed"]').hidden = true;
    const isByAddress = way === "open" || way === "copy";
    const fields = isByAddress ? withoutPhotos(this.page.read()) : this.page.read();
    const fault = faultOf(fields, this.settings);
    if (fault) return this.tell(...fault, { isWrong: true });
    if (this.isBusy) return undefined;
    this.isBusy = true;
    try {
      await this[way](fields);
    } catch (error) {
      const told = error instanceof HostError ? error : new HostError("error-host", { status: "?", said: `${error}` });
      this.tell(told.code, told.values, { isWrong: true });
    } finally {
      this.isBusy = false;
    }
    return undefined;
  }

  open(fields) {
    const [file] = filesOf(fields, this.page.instant(), this.settings);
    this.#visit(this.address(file, { isWhole: true }));
    this.#sentPerhaps("opened");
  }

  async copy(fields) {
    const [file] = filesOf(fields, this.page.instant(), this.settings);
    const byHand = this.form.querySelector('[data-when="by-hand"]');
    try {
      await navigator.clipboard.writeText(file.text);
      byHand.hidden = true;
      this.#sentPerhaps("copied");
    } catch {
      byHand.value = file.text;
      byHand.hidden = false;
      byHand.select();
      this.#sentPerhaps("not-copied");
    }
    this.#visit(this.address(file, { isWhole: false }));
  }

  #visit(url) {
    window.open(url, "_blank", "noopener");
  }

  #sentPerhaps(name, values) {
    this.tell(name, values);
    this.form.querySelector('[data-when="sent"]').hidden = false;
  }

  async download(fields) {
    const files = filesOf(fields, this.page.instant(), this.settings);
    const blobs = this.page.blobs();
    const own = new Blob([files[0].text], { type: "text/markdown" });
    const all = files.map(({ path, photo }) => [path, photo === undefined ? own : blobs[photo]]);
    const name = files[0].path.split("/").pop();
    const [blob, saved] = files.length > 1 ? [await zip(all), name.replace(/md$/, "zip")] : [own, name];
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: saved });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.#sentPerhaps("downloaded", { name: saved });
  }

  async commit(fields) {
    const token = this.#token();
    if (!token) return this.tell("no-token", {}, { isWrong: true });
    this.tell("sending");
    if (await this.#arrivedBefore(token, fields)) return undefined;
    const { folder, branch } = this.repository;
    const inRepository = (path) => (folder ? `${folder}/${path}` : path);
    const instant = this.page.instant();
    let current;
    let tried;
    const post = {
      branch,
      photos: this.page.blobs(),
      files: (number) => {
        tried = number;
        current = filesOf(fields, instant, this.settings, number).map((file) => ({ ...file, path: inRepository(file.path) }));
        return current;
      },
      message: (path) => word("message", { slug: path.split("/").pop().replace(/\.md$/, "") }),
      begin: () => this.page.setAttempt({ path: current[0].path, text: current[0].text, instant, number: tried }),
    };
    await this.#done(await commit(this.repository, token, post), fields);
    return undefined;
  }

  /** Look whether the last attempt, whose answer never came, arrived; return whether there is nothing left to send. */
  async #arrivedBefore(token, fields) {
    const attempt = this.page.attempt();
    if (!attempt || !(await hasArrived(this.repository, token, attempt))) return false;
    const [file] = filesOf(fields, attempt.instant, this.settings, attempt.number);
    this.page.setAttempt(null);
    if (file.text !== attempt.text) {
      this.#sentPerhaps("arrived-before", { path: attempt.path });
      return true;
    }
    await this.#done({ path: attempt.path }, fields);
    return true;
  }

  async #done({ path, commit: sha }, fields) {
    this.page.setAttempt(null);
    const isAsSent = JSON.stringify(this.page.read()) === JSON.stringify(fields);
    if (!isAsSent) return this.#sentPerhaps("sent-without-change", { path });
    await this.page.clear();
    this.tell("committed", { path });
    const look = this.form.querySelector('[data-when="committed"]');
    look.firstElementChild.href = sha ? `${this.repository.url}/commit/${encodeURIComponent(sha)}` : this.repository.url;
    look.hidden = false;
    return undefined;
  }

  #token() {
    const { token, remember } = this.form.elements;
    const given = token.value.trim();
    try {
      if (remember.checked && given) localStorage.setItem(this.tokenKey, given);
      else localStorage.removeItem(this.tokenKey);
    } catch {
      remember.checked = false; // this browser keeps nothing
    }
    return given;
  }

  #recallToken() {
    const { token, remember } = this.form.elements;
    if (!token) return;
    try {
      token.value = localStorage.getItem(this.tokenKey) ?? "";
    } catch {
      token.value = "";
    }
    remember.checked = Boolean(token.value);
    remember.addEventListener("change", () => this.#token());
  }
}

/** Return a post as an address can hold it: a head that named photos which are not there would stop the build. */
function withoutPhotos(fields) {
  return { ...fields, photos: [] };
}
