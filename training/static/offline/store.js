// What this phone keeps: things done and not sent yet (queue), what became of those sent (told), which
// courses it holds (packs), and a few facts. Written down for good before anybody is told that it was.
const NAME = "lvzhi";
const VERSION = 1;
const KEYS = { queue: "client_id", told: "client_id", packs: ["learner", "course"], facts: null };
const MOST_TOLD = 100;
let opened = null;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0"));
  hex[6] = `4${hex[6][1]}`;
  hex[8] = `a${hex[8][1]}`;
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function open() {
  opened ??= new Promise((ready, failed) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) asked.result.createObjectStore(name, keyPath ? { keyPath } : undefined);
    };
    asked.onsuccess = () => {
      // A later release may want to change the shape: this page lets go, and opens again when it needs to.
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      asked.result.onclose = () => { opened = null; };
      ready(asked.result);
    };
    asked.onerror = () => { opened = null; failed(asked.error); };
  });
  return opened;
}

// Runs `work` with the stores named; resolves with what its request found, once all of it is on the disk.
export async function transact(names, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    let act;
    try { act = base.transaction(names, mode, { durability: "strict" }); } catch (error) { opened = null; failed(error); return; }
    let asked;
    act.oncomplete = () => done(asked instanceof IDBRequest ? asked.result : undefined);
    act.onabort = () => failed(act.error);
    act.onerror = () => failed(act.error);
    asked = work(...names.map((name) => act.objectStore(name)));
  });
}

export const read = (store, key) => transact([store], "readonly", (rows) => rows.get(key));
export const all = (store) => transact([store], "readonly", (rows) => rows.getAll());
export const put = (store, value) => transact([store], "readwrite", (rows) => rows.put(value));
export const remove = (store, key) => transact([store], "readwrite", (rows) => rows.delete(key));
export const fact = (name) => read("facts", name);
export const setFact = (name, value) => transact(["facts"], "readwrite", (rows) => rows.put(value, name));

export async function device() {
  return transact(["facts"], "readwrite", (facts) => {
    const asked = facts.get("device");
    asked.onsuccess = () => { if (!asked.result) facts.put(newId(), "device"); };
    return asked;
  }).then((known) => known ?? fact("device"));
}

// The worker cannot wait for a database to open on every request: what it must know lies beside it.
export async function tellWorker(facts) {
  const shelf = await caches.open("facts");
  await shelf.put("/-/facts", new Response(JSON.stringify(facts), { headers: { "Content-Type": "application/json" } }));
}

export async function beUsedBy(learner) {
  if (await fact("learner") !== learner) await setFact("learner", learner);
  if (self.caches) await tellWorker({ learner, language: document.documentElement.lang });
}

function numbered(facts, then) {
  const asked = facts.get("seq");
  asked.onsuccess = () => { const seq = (asked.result ?? 0) + 1; facts.put(seq, "seq"); then(seq); };
}

const announced = () => { self.dispatchEvent(new Event("lvzhi:queued")); };

// Something was done: resolves once it is on the phone. Throws where it could not be kept.
export async function enqueue(kind, fields) {
  const learner = await fact("learner");
  if (!learner) throw new Error("nobody has signed in on this phone");
  const client_id = newId();
  await transact(["facts", "queue"], "readwrite", (facts, queue) => {
    numbered(facts, (seq) => queue.add({ ...fields, client_id, seq, at: new Date().toISOString(), kind, learner }));
  });
  announced();
  return client_id;
}

// Reading goes on being added to one entry, until that entry has been tried to be sent.
export async function gather(client_id, fields, merge) {
  const learner = await fact("learner");
  if (!learner) return client_id;
  let kept = client_id;
  await transact(["facts", "queue"], "readwrite", (facts, queue) => {
    const asked = queue.get(client_id);
    asked.onsuccess = () => {
      const found = asked.result;
      if (found && !found.tried) { queue.put({ ...merge(found), at: new Date().toISOString() }); return; }
      kept = newId();
      numbered(facts, (seq) => queue.add({ ...merge(fields), client_id: kept, seq, at: new Date().toISOString(), kind: "reading", learner }));
    };
  });
  return kept;
}

export async function waitingOf(learner) {
  return (await all("queue")).filter((item) => item.learner === learner).sort((a, b) => a.seq - b.seq);
}

export async function othersWaiting(learner) {
  return (await all("queue")).filter((item) => item.learner !== learner);
}

export const markTried = (items) => transact(["queue"], "readwrite", (queue) => {
  for (const item of items) queue.put({ ...item, tried: true });
});

// What became of a thing: it leaves the queue and is kept as told, in one step.
export const settle = (item, result) => transact(["queue", "told"], "readwrite", (queue, told) => {
  queue.delete(item.client_id);
  told.put({ client_id: item.client_id, learner: item.learner, kind: item.kind, at: item.at, told_at: Date.now(), ...result });
});

export async function toldTo(learner) {
  const rows = (await all("told")).filter((row) => row.learner === learner).sort((a, b) => b.told_at - a.told_at);
  for (const row of rows.splice(MOST_TOLD)) await remove("told", row.client_id);
  return rows;
}

export async function packsOf(learner) {
  return (await all("packs")).filter((pack) => pack.learner === learner);
}

export const shelfOf = (learner, course) => `pack:${learner}:${course}`;

// Answers of a paper that a page keeps beside the database (js/outbox.js): not sent yet.
export function paperAnswers() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith("lvzhi.unsent.")); } catch { return []; }
}

// Signing out: everything of this person goes; what belongs to somebody else stays sealed.
export async function forget(learner) {
  for (const item of await all("queue")) if (item.learner === learner) await remove("queue", item.client_id);
  for (const row of await all("told")) if (row.learner === learner) await remove("told", row.client_id);
  for (const pack of await packsOf(learner)) await remove("packs", [pack.learner, pack.course]);
  if (self.caches) {
    for (const name of await caches.keys()) {
      if (name.startsWith(`pack:${learner}:`) || name === `paper:${learner}`) await caches.delete(name);
    }
    await tellWorker({ learner: null, language: document.documentElement.lang });
  }
  await setFact("learner", null);
  try {
    for (const key of Object.keys(localStorage)) if (/^lvzhi\.(unsent|kept|handing)\./.test(key)) localStorage.removeItem(key);
  } catch { /* storage is off: nothing to remove */ }
}
