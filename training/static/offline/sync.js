// Sending what was done without a line: in order, in small calls, each thing until the server has told what
// became of it. Sent twice it counts once, since the server knows the names of things.
import * as store from "./store.js";

const SYNC = "/my/sync/";
const MOST_ITEMS = 50;
const MOST_CHARACTERS = 120000;
const PATIENCE = 60000;
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 300000;

async function call(url, options = {}) {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), PATIENCE);
  try {
    const { headers, ...rest } = options;
    return await fetch(url, { ...rest, credentials: "same-origin", cache: "no-store", signal: clock.signal, headers: { Accept: "application/json", ...headers } });
  } finally { clearTimeout(timer); }
}

function portion(items, most) {
  const taken = [];
  let length = 0;
  for (const item of items) {
    length += JSON.stringify(item).length;
    if (taken.length >= most || (taken.length && length > MOST_CHARACTERS)) break;
    taken.push(item);
  }
  return taken;
}

async function post(token, learner, items, left) {
  const packs = Object.fromEntries((await store.packsOf(learner)).filter((pack) => pack.version).map((pack) => [pack.course, pack.version]));
  const said = { device: await store.device(), sent_at: new Date().toISOString(), waiting: left, packs, items: items.map(({ tried, ...item }) => item) };
  return call(SYNC, { method: "POST", body: JSON.stringify(said), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
}

async function settle(items, told) {
  const byId = new Map(told.results.map((result) => [result.client_id, result]));
  let stays = false;
  for (const item of items) {
    const { outcome, code, words, state } = byId.get(item.client_id) ?? { outcome: "later" };
    if (outcome === "later" || code === "other_person") { stays = true; continue; }
    await store.settle(item, { outcome, code, words, state });
  }
  for (const [course, version] of Object.entries(told.versions ?? {})) await store.setFact(`version:${course}`, version);
  await store.setFact("synced", { at: told.now, phone_at: Date.now() });
  return stays;
}

// state: sent | offline | signed_out | later (with wait, in ms)
async function sendAll(evenNothing) {
  const hello = await call(SYNC);
  if (hello.status === 401 || hello.status === 403) return { state: "signed_out" };
  if (!hello.ok) return { state: "later" };
  const { token, learner } = await hello.json();
  if (await store.fact("learner") !== learner) await store.setFact("learner", learner);
  let most = MOST_ITEMS;
  for (let first = true; ; first = false) {
    const waiting = await store.waitingOf(learner);
    if (!waiting.length && !(first && evenNothing)) return { state: "sent" };
    const items = portion(waiting, most);
    await store.markTried(items);
    const answer = await post(token, learner, items, waiting.length - items.length);
    if (answer.status === 401 || answer.status === 403) return { state: "signed_out" };
    if (answer.status === 429) return { state: "later", wait: 1000 * (Number(answer.headers.get("Retry-After")) || 60) };
    if (answer.status === 413 || answer.status === 400) {
      if (items.length > 1) { most = 1; continue; }
      const { words } = await answer.json().catch(() => ({ words: "" }));
      if (items.length) await store.settle(items[0], { outcome: "refused", code: "unreadable", words });
      else return { state: "later" };
      continue;
    }
    if (!answer.ok) return { state: "later" };
    if (await settle(items, await answer.json())) return { state: "later" };
  }
}

export async function sync(evenNothing = false) {
  const run = async () => {
    try { return await sendAll(evenNothing); } catch { return { state: "offline" }; }
  };
  // Another page of this phone may be sending just now; where nobody can say, sending twice does no harm.
  if (!navigator.locks) return run();
  return navigator.locks.request("lvzhi-sync", { ifAvailable: !evenNothing }, (lock) => (lock ? run() : { state: "later", wait: FIRST_WAIT }));
}

// Sends whenever something waits and the line may be back; `show` is told after every change.
export function keepSending(show) {
  let timer = 0;
  let wait = FIRST_WAIT;
  let running = false;
  let again = false;
  const tell = async (state) => {
    const learner = await store.fact("learner");
    const waiting = learner ? (await store.waitingOf(learner)).length : 0;
    await show({ state, waiting, learner });
    return waiting;
  };
  const go = async () => {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    try {
      if (!(await tell("waiting"))) return;
      const { state, wait: asked } = await sync();
      const left = await tell(state);
      if (!left) { wait = FIRST_WAIT; return; }
      if (state === "signed_out") return;
      timer = setTimeout(go, asked ?? wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } catch { /* no database on this phone: pages work without a line's help */ } finally {
      running = false;
      if (again) { again = false; setTimeout(go, 0); }
    }
  };
  const fresh = () => { wait = FIRST_WAIT; go(); };
  self.addEventListener("online", fresh);
  self.addEventListener("pageshow", fresh);
  self.addEventListener("lvzhi:queued", go);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) fresh(); });
  go();
}
