// Fetching a course to the phone, file by file. What lies there already with the same digest is not fetched
// again, so that a cut line, a full phone or a new version costs only what is missing.
import * as store from "./store.js";

const SPARE = 1024 * 1024;
const MOST_ROUNDS = 4;
const FIRST = ["style", "script", "practice"];
const COPIED = ["Content-Type", "Content-Security-Policy", "Content-Language"];

class Ended extends Error {
  constructor(state, more = {}) { super(state); this.state = state; this.more = more; }
}

async function ask(url, accept) {
  let answer;
  try { answer = await fetch(url, { credentials: "same-origin", headers: accept ? { Accept: accept } : {} }); } catch { throw new Ended("offline"); }
  if (answer.status === 401 || answer.status === 403) throw new Ended("signed_out");
  if (answer.status >= 500) throw new Ended("offline");
  return answer;
}

async function listOf(url) {
  const answer = await ask(url, "application/json");
  if (!answer.ok) throw new Ended("gone");
  return answer.json();
}

export async function room() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? Infinity : Math.max(0, quota - usage);
  } catch { return Infinity; }
}

// A file that another course of hers holds already is not fetched a second time.
async function borrowed(pack, file) {
  for (const other of await store.packsOf(pack.learner)) {
    if (other.course === pack.course || other.have[file.url] !== file.digest) continue;
    const found = await (await caches.open(store.shelfOf(other.learner, other.course))).match(file.url);
    if (found) return found;
  }
  return null;
}

async function bring(pack, shelf, file) {
  const answer = await borrowed(pack, file) ?? await ask(file.from);
  if (answer.status === 404 || answer.status === 410) return null;
  if (!answer.ok) throw new Ended("offline");
  let content;
  try { content = await answer.blob(); } catch { throw new Ended("offline"); }
  const headers = new Headers();
  for (const name of COPIED) if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  try { await shelf.put(file.url, new Response(content, { headers })); } catch (error) {
    throw new Ended(error.name === "QuotaExceededError" ? "full" : "offline");
  }
  // A page that was published anew since the list was made has another digest than the list says.
  const etag = /"(.+)"/.exec(answer.headers.get("ETag") ?? "")?.[1];
  return ["page", "case", "practice"].includes(file.kind) && etag ? etag : file.digest;
}

const missing = (pack, wanted) => wanted.filter((file) => pack.have[file.url] !== file.digest);
const bytesOf = (files) => files.reduce((sum, file) => sum + file.bytes, 0);

async function fill(pack, wanted, brought, { step, stopped }) {
  const shelf = await caches.open(store.shelfOf(pack.learner, pack.course));
  const todo = missing(pack, wanted);
  const short = bytesOf(todo) + SPARE - await room();
  if (short > 0) throw new Ended("full", { short });
  todo.sort((a, b) => FIRST.includes(b.kind) - FIRST.includes(a.kind));
  let done = bytesOf(wanted) - bytesOf(todo);
  for (const file of todo) {
    if (stopped()) throw new Ended("stopped");
    step({ done, of: bytesOf(wanted), left: missing(pack, wanted).length });
    const digest = await bring(pack, shelf, file);
    if (digest === null) { delete pack.have[file.url]; continue; }
    pack.have[file.url] = digest;
    brought.add(file.url);
    pack.bytes = done += file.bytes;
    await store.put("packs", pack);
  }
}

async function sweep(pack, wanted) {
  const shelf = await caches.open(store.shelfOf(pack.learner, pack.course));
  const named = new Set(wanted.map((file) => new URL(file.url, location.origin).href));
  for (const kept of await shelf.keys()) if (!named.has(kept.url)) await shelf.delete(kept);
  for (const url of Object.keys(pack.have)) if (!named.has(new URL(url, location.origin).href)) delete pack.have[url];
}

// Resolves with {state: whole | stopped | offline | signed_out | full | gone, short?: bytes}.
export async function take({ learner, course, url, sound, step, stopped }) {
  const pack = await store.read("packs", [learner, course]) ?? { learner, course, have: {}, bytes: 0, version: "" };
  const brought = new Set();
  let before = "";
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const list = await listOf(url);
      const wanted = list.files.filter((file) => sound || !file.optional);
      // The server's list may lag behind its pages: what came just now by the same list is good.
      if (list.version === before) for (const file of wanted) if (brought.has(file.url)) pack.have[file.url] = file.digest;
      before = list.version;
      if (round && !missing(pack, wanted).length || !missing(pack, wanted).length && pack.version === list.version) {
        await sweep(pack, wanted);
        Object.assign(pack, { title: list.title, state: "whole", version: list.version, sound, url, at: Date.now(), bytes: bytesOf(wanted), of: bytesOf(wanted), start: startOf(wanted) });
        await store.put("packs", pack);
        return { state: "whole" };
      }
      Object.assign(pack, { title: list.title, state: "half", sound, url, of: bytesOf(wanted), start: startOf(wanted) });
      await store.put("packs", pack);
      await fill(pack, wanted, brought, { step, stopped });
    }
    return { state: "offline" };
  } catch (error) {
    if (error instanceof Ended) return { state: error.state, ...error.more };
    if (error?.name === "QuotaExceededError") return { state: "full" };
    throw error;
  }
}

const startOf = (files) => files.find((file) => file.kind === "page")?.url ?? "";

export async function drop(learner, course) {
  await store.remove("packs", [learner, course]);
  await caches.delete(store.shelfOf(learner, course));
}
