/* One commit with a post and its photos, through the API of a git host.

   Nothing that is there is ever written over: a name that is taken gets a number. A commit whose answer was lost on the way is found
   again by its file, so that sending twice never posts twice. */

import { base64 } from "./photos.js";

const TRIES = 5;
const PATIENCE = 120_000; // milliseconds for one request

/** What went wrong: `code` is the word that the page has for it, `values` what stands in that. */
export class HostError extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

class Api {
  constructor(url, token, scheme) {
    this.url = url;
    this.headers = { Authorization: `${scheme} ${token}`, Accept: "application/json" };
  }

  async ask(method, path, body) {
    const answer = await this.#fetch(method, path, body);
    const content = await answer.json().catch(() => null);
    if (!answer.ok) throw fault(answer, String(content?.message ?? ""));
    if (content === null) throw new HostError("error-network"); // it broke off in the middle
    return content;
  }

  async #fetch(method, path, body) {
    const headers = body ? { ...this.headers, "Content-Type": "application/json" } : this.headers;
    const how = { method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store" };
    try {
      return await fetch(this.url + path, { ...how, referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new HostError("error-network");
    }
  }

  /** Return what a file says at a commit or branch; nothing where there is none. */
  async contents(path, ref) {
    try {
      return await this.ask("GET", `/contents/${encoded(path)}?ref=${encodeURIComponent(ref)}`);
    } catch (error) {
      if (error.code === "error-missing") return undefined;
      throw error;
    }
  }
}

const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");

function fault(answer, message) {
  const { status, headers } = answer;
  if (status === 401) return new HostError("error-token");
  if (status === 429 || (status === 403 && (headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(message)))) {
    const reset = Number(headers.get("x-ratelimit-reset"));
    return reset ? new HostError("error-limit", { time: new Date(reset * 1000).toLocaleTimeString() }) : new HostError("error-later");
  }
  if (status === 403) return new HostError("error-rights");
  if (status === 404) return new HostError("error-missing");
  if (status === 409) return new HostError("error-conflict");
  if (status === 413) return new HostError("error-size");
  return new HostError("error-host", { status, said: message.slice(0, 200) });
}

/** Return the text of what `contents` gave. */
function textOf(content) {
  const bytes = Uint8Array.from(atob((content.content ?? "").replace(/\s/g, "")), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Return the first name under which nothing is there, as `{files}`; or, where a file says the very same already, `{sent}`. */
async function placed(api, post, ref) {
  for (let number = 1; number <= 99; number++) {
    const files = post.files(number);
    const there = await api.contents(files[0].path, ref);
    if (there && textOf(there) === files[0].text) return { sent: files[0].path };
    if (!there && !(await anyThere(api, files.slice(1), ref))) return { files };
  }
  throw new HostError("error-conflict");
}

async function anyThere(api, files, ref) {
  for (const { path } of files) if (await api.contents(path, ref)) return true;
  return false;
}

/** Commit through GitHub's git data API: blobs, tree, commit, and the branch moved on to it. */
async function commitToGitHub(api, post) {
  const branch = encoded(post.branch);
  await api.ask("GET", `/git/ref/heads/${branch}`); // a wrong token is told before photos go up
  const blobs = [];
  for (const blob of post.photos) blobs.push((await api.ask("POST", "/git/blobs", { content: await base64(blob), encoding: "base64" })).sha);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const parent = (await api.ask("GET", `/git/ref/heads/${branch}`)).object.sha;
    const { files, sent } = await placed(api, post, parent);
    if (sent) return { path: sent };
    const tree = files.map(({ path, text, photo }) => ({
      path,
      mode: "100644",
      type: "blob",
      ...(photo === undefined ? { content: text } : { sha: blobs[photo] }),
    }));
    const base = (await api.ask("GET", `/git/commits/${parent}`)).tree.sha;
    const made = await api.ask("POST", "/git/trees", { base_tree: base, tree });
    const commit = await api.ask("POST", "/git/commits", { message: post.message(files[0].path), tree: made.sha, parents: [parent] });
    if (await moved(api, branch, commit.sha, post)) return { path: files[0].path, commit: commit.sha };
  }
  throw new HostError("error-conflict");
}

/** Move the branch on to a commit; return whether nobody else moved it meanwhile. */
async function moved(api, branch, sha, post) {
  post.begin();
  try {
    await api.ask("PATCH", `/git/refs/heads/${branch}`, { sha, force: false });
  } catch (error) {
    if (error.code === "error-conflict" || error.values?.status === 422) return false;
    throw error;
  }
  return true;
}

/** Commit through the API of Gitea and Forgejo, which takes several files at once. */
async function commitToGitea(api, post) {
  const contents = await Promise.all(post.photos.map(base64));
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { files, sent } = await placed(api, post, post.branch);
    if (sent) return { path: sent };
    const operations = await Promise.all(files.map(async ({ path, text, photo }) => {
      const content = photo === undefined ? await base64(new Blob([text])) : contents[photo];
      return { operation: "create", path, content };
    }));
    post.begin();
    try {
      const answer = await api.ask("POST", "/contents", { branch: post.branch, message: post.message(files[0].path), files: operations });
      return { path: files[0].path, commit: answer.commit?.sha };
    } catch (error) {
      if (error.code !== "error-conflict" && error.values?.status !== 422) throw error;
    }
  }
  throw new HostError("error-conflict");
}

/** Send a post; return its path and, where it is new there, the commit. */
export function commit(repository, token, post) {
  const isGitHub = repository.kind === "github";
  const api = new Api(repository.api, token, isGitHub ? "Bearer" : "token");
  return isGitHub ? commitToGitHub(api, post) : commitToGitea(api, post);
}

/** Return whether a file is at the host, and says what was sent. */
export async function hasArrived(repository, token, { path, text }) {
  const api = new Api(repository.api, token, repository.kind === "github" ? "Bearer" : "token");
  const there = await api.contents(path, repository.branch);
  return Boolean(there) && textOf(there) === text;
}
