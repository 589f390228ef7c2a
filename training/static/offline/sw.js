// Between the pages and the line. It keeps nothing of anybody's unless asked to: a course that was taken
// along, the paper that is being written, and files of the site. It answers only where the line does not.
"use strict";

const { shell, files, off } = self.LVZHI;
const STATIC = "static";
const MOST_STATIC = 200;
const PATIENCE = 5000;
const PAPER = /^\/quiz\/attempt\/[0-9a-f-]{36}\/$/;
const RESULT = /^\/quiz\/attempt\/[0-9a-f-]{36}\/result$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const APART = /^\/(admin|office|insight|accounts|documents|verify|i18n|door|live)\/|^\/sw\.js$|^\/-\/(display|health)$/;
// Pages that came off the phone: what they load comes off it too, without waiting for a line that is gone.
const fromPhone = new Set();

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    if (!off) {
      const kept = await caches.open(shell);
      await kept.addAll(files.map((url) => new Request(url, { cache: "no-cache", credentials: "omit" })));
    }
    // Safe beside open pages: they have loaded what they run, and ask the worker for nothing by version.
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("shell-") && (off || name !== shell)) await caches.delete(name);
    }
    if (off) { await self.registration.unregister(); return; }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (off || request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.headers.has("range") || APART.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event, url));
  else if (url.pathname.startsWith("/-/offline/words/")) event.respondWith(anywhere(url, request));
  else if (fromPhone.has(event.clientId)) event.respondWith(kept(url, request));
});

self.addEventListener("message", (event) => {
  if (!event.data || !event.data.keep) return;
  event.waitUntil((async () => {
    const url = new URL(event.data.keep, self.location.origin);
    const { learner } = await facts();
    if (!PAPER.test(url.pathname) || !learner) return;
    const held = await (await caches.open(`paper:${learner}`)).match(url.pathname);
    const store = await caches.open(STATIC);
    for (const file of event.data.files) if (!(await caches.match(file))) await store.add(file).catch(() => {});
    if (!held) await keepPaper(learner, url, await fetch(url.pathname, { credentials: "same-origin" }));
  })().catch(() => {}));
});

async function facts() {
  const said = await caches.match("/-/facts");
  return said ? said.json() : {};
}

async function packFile(learner, url) {
  if (!learner) return undefined;
  for (const name of await caches.keys()) {
    if (!name.startsWith(`pack:${learner}:`)) continue;
    const found = await (await caches.open(name)).match(url.pathname, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

function soon(answer, patience) {
  if (!patience) return answer;
  return Promise.race([answer, new Promise((_, late) => { setTimeout(() => late(new Error("late")), patience); })]);
}

async function page(event, url) {
  const { learner, language } = await facts().catch(() => ({}));
  const held = PAPER.test(url.pathname) ? await heldPaper(learner, url) : await packFile(learner, url);
  try {
    const answer = await soon(fetch(event.request), held ? PATIENCE : 0);
    // A gateway that answers for a server that is down knows nothing of the page.
    if (held && answer.status >= 502) throw new Error("server away");
    if (PAPER.test(url.pathname) && answer.ok) event.waitUntil(keepPaper(learner, url, answer.clone()).catch(() => {}));
    if (RESULT.test(url.pathname) && answer.ok) event.waitUntil(dropPaper(learner, url.pathname.replace(/result$/, "")));
    return answer;
  } catch {
    fromPhone.add(event.resultingClientId);
    return held ?? fallback(language);
  }
}

async function fallback(language) {
  const kept = await caches.open(shell);
  const found = await kept.match(`/-/offline/${language === "en" ? "en" : "zh-hans"}/`);
  return found ?? Response.error();
}

// ---- the paper that is being written, as it came, with the moment it came at
async function keepPaper(learner, url, answer) {
  if (!learner || !answer.ok || answer.redirected) return;
  const text = await answer.text();
  if (!text.includes("data-paper=")) return;
  const store = await caches.open(`paper:${learner}`);
  for (const other of await store.keys()) if (new URL(other.url).pathname !== url.pathname) await store.delete(other);
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  const at = text.replace("data-paper=", `data-kept-at="${Date.now()}" data-paper=`);
  await store.put(url.pathname, new Response(at, { headers }));
}

async function heldPaper(learner, url) {
  if (!learner) return undefined;
  return (await caches.open(`paper:${learner}`)).match(url.pathname);
}

async function dropPaper(learner, path) {
  if (learner) await (await caches.open(`paper:${learner}`)).delete(path);
}

// ---- files of the site: nobody's, so any copy on the phone will do
async function anywhere(url, request) {
  return (await caches.match(url.pathname, { ignoreVary: true })) ?? fetch(request);
}

async function asset(event, url) {
  const { request } = event;
  if (HASHED.test(url.pathname) || fromPhone.has(event.clientId)) {
    const found = await caches.match(url.pathname, { ignoreVary: true });
    if (found) return found;
  }
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") event.waitUntil(keepStatic(url.pathname, answer.clone()).catch(() => {}));
    return answer;
  } catch (error) {
    const found = await caches.match(url.pathname, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function keepStatic(path, answer) {
  const store = await caches.open(STATIC);
  await store.put(path, answer);
  const names = await store.keys();
  for (const old of names.slice(0, Math.max(0, names.length - MOST_STATIC))) await store.delete(old);
}

async function kept(url, request) {
  const { learner } = await facts();
  return (await packFile(learner, url)) ?? fetch(request);
}
