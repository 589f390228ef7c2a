// A page that a phone keeps: it is read, practised, decided and finished without a line. Everything is
// written down on the phone before the page says that it is.
import "./display.js";
import * as store from "./store.js";
import { exercise } from "./exercise.js";
import { keepSending } from "./sync.js";
import { h, words } from "./words.js";

const page = document.documentElement;
const { kind, course } = page.dataset;
const number = Number(page.dataset.page);
const needed = Number(page.dataset.needed) || 0;
const EVERY = 15000;
const AT_ONCE = 5;

async function rowsOf(learner) {
  const shelf = await caches.open(store.shelfOf(learner, course));
  const found = await shelf.match(`/my/offline/${course}/practice.json`, { ignoreVary: true });
  return found ? found.json() : [];
}

function practise(rows, say) {
  const byName = new Map(rows.map((row) => [row.question, row]));
  for (const box of document.querySelectorAll("[data-offline-practice]")) {
    const row = byName.get(box.dataset.offlinePractice);
    if (row) exercise(box, row, { kind: "practice", say, title: say("think") });
    else box.replaceChildren(h("p", { class: "muted" }, say("needs_line")));
  }
}

function decide(say) {
  for (const box of document.querySelectorAll("[data-offline-decision]")) {
    const told = box.querySelector("[data-decided]");
    for (const button of box.querySelectorAll("[data-option]")) {
      button.addEventListener("click", async () => {
        try {
          await store.enqueue("decision", { page: number, block: box.dataset.offlineDecision, option: button.dataset.option });
        } catch { told.replaceChildren(h("p", { class: "notice notice--bad" }, say("not_kept"))); return; }
        for (const other of box.querySelectorAll("[data-option]")) other.setAttribute("aria-pressed", String(other === button));
        for (const hidden of box.querySelectorAll("[data-outcome], [data-outcome-done]")) hidden.hidden = false;
        told.replaceChildren(h("p", {}, say("decided", { option: button.textContent.trim() }), " ", h("span", { class: "muted" }, say("kept"))));
      });
    }
  }
}

// ---- time on screen by section, as js/reader.js counts it; told as what came since it was told last
function reading(learner) {
  const sections = [...document.querySelectorAll("[data-section]")];
  const spent = new Map();
  const showing = new Set();
  const seen = new Set();
  let entry = store.newId();
  let counted = performance.now();
  let total = 0;
  let writing = Promise.resolve();

  const note = (entries) => {
    for (const one of entries) {
      const key = one.target.dataset.section;
      if (!one.isIntersecting) { showing.delete(one.target); continue; }
      showing.add(one.target);
      // Seen for a moment only is seen: it is told with what time there was.
      if (!seen.has(key)) spent.set(key, spent.get(key) ?? { seconds: 0, percent: 0 });
      seen.add(key);
    }
  };
  const watch = new IntersectionObserver(note, { rootMargin: "0px 0px -15% 0px" });
  sections.forEach((section) => watch.observe(section));

  const count = () => {
    const now = performance.now();
    const passed = Math.min((now - counted) / 1000, 2);
    counted = now;
    if (document.hidden) return;
    total += passed;
    for (const section of showing) {
      const { top, height } = section.getBoundingClientRect();
      const kept = spent.get(section.dataset.section) ?? { seconds: 0, percent: 0 };
      kept.seconds += passed / showing.size;
      kept.percent = Math.max(kept.percent, Math.min(((innerHeight - top) / Math.max(height, 1)) * 100, 100));
      spent.set(section.dataset.section, kept);
    }
  };
  setInterval(count, 1000);

  // What is written down is taken off the count only once it lies on the phone.
  const write = () => {
    count();
    if (!spent.size) return writing;
    const taken = [...spent].map(([id, { seconds, percent }]) => ({ id, seconds, percent: Math.floor(percent) }));
    const seconds = total;
    spent.clear();
    total = 0;
    const merge = (item) => {
      const known = new Map((item.sections ?? []).map((one) => [one.id, one]));
      for (const one of taken) {
        const before = known.get(one.id) ?? { seconds: 0, percent: 0 };
        known.set(one.id, { id: one.id, seconds: before.seconds + one.seconds, percent: Math.max(before.percent, one.percent) });
      }
      return { ...item, page: number, sections: [...known.values()], seconds: (item.seconds ?? 0) + seconds };
    };
    writing = writing.then(async () => {
      entry = await store.gather(entry, { page: number }, merge);
      await addRead(learner, taken.map((one) => one.id), seconds);
    }).catch(() => {
      for (const one of taken) {
        const since = spent.get(one.id) ?? { seconds: 0, percent: 0 };
        spent.set(one.id, { seconds: since.seconds + one.seconds, percent: Math.max(since.percent, one.percent) });
      }
      total += seconds;
    });
    return writing;
  };
  setInterval(() => { if (!document.hidden) write(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (document.hidden) write(); });
  self.addEventListener("pagehide", write);
  return {
    look: () => note(watch.takeRecords()),
    unseen: () => sections.map((one) => one.dataset.section).filter((key) => !seen.has(key)),
    write,
  };
}

// How long and how far this person has read a page on this phone, over all openings.
async function addRead(learner, keys, seconds) {
  const name = `read:${learner}:${number}`;
  await store.transact(["facts"], "readwrite", (facts) => {
    const asked = facts.get(name);
    asked.onsuccess = () => {
      const before = asked.result ?? { seconds: 0, keys: [] };
      facts.put({ seconds: before.seconds + seconds, keys: [...new Set([...before.keys, ...keys])] }, name);
    };
  });
}

function finish(learner, reader, say) {
  const box = document.querySelector("[data-offline-finish]");
  if (!box) return;
  const note = h("div", { role: "status" });
  const press = async (event) => {
    reader.look();
    await reader.write();
    const before = await store.fact(`read:${learner}:${number}`) ?? { seconds: 0, keys: [] };
    const left = Math.ceil(needed - before.seconds);
    const unseen = reader.unseen().filter((key) => !before.keys.includes(key)).length;
    if (!event.currentTarget?.dataset.sure && (left > 0 || unseen)) {
      const sure = h("button", { class: "button button--quiet", type: "button", "data-sure": "yes" }, say("read_before"));
      sure.addEventListener("click", () => keep());
      note.replaceChildren(h("p", { class: "notice notice--warn" }, left > 0 ? say("read_longer", { n: Math.max(1, Math.ceil(left / 60)) }) : say("read_all", { n: unseen })), sure);
      return;
    }
    await keep();
  };
  const keep = async () => {
    try { await store.enqueue("complete", { page: number }); } catch { note.replaceChildren(h("p", { class: "notice notice--bad" }, say("not_kept"))); return; }
    await store.setFact(`done:${learner}:${number}`, Date.now());
    button.hidden = true;
    note.replaceChildren(h("p", {}, h("span", { class: "status status--done" }, say("finished")), " ", h("span", { class: "muted" }, say("kept"))));
  };
  const button = h("button", { class: "button button--primary", type: "button", onclick: press }, say("finish"));
  const minutes = Math.max(1, Math.ceil(needed / 60));
  box.replaceChildren(h("h2", {}, say("read_to_here")), h("p", {}, say("finish_how", { n: minutes })), h("p", { class: "reader__row" }, button), note);
  box.hidden = false;
}

// ---- a few review questions of the course: those asked longest ago on this phone come first
async function review(learner, rows, say) {
  const place = document.querySelector("[data-offline-review]");
  const pool = rows.filter((row) => row.kind !== "short_answer" && row.kind !== "case_group" && !row.law_changed);
  if (!place || !pool.length) return;
  const asked = await store.fact(`asked:${learner}:${course}`) ?? {};
  // Among those never asked here, the lessons' own questions come after the pool.
  const due = [...pool].sort((a, b) => (asked[a.question] ?? 0) - (asked[b.question] ?? 0) || Boolean(a.lesson) - Boolean(b.lesson)).slice(0, AT_ONCE);
  const box = place.querySelector("[data-offline-questions]");
  const ask = (n, focus) => {
    if (n === due.length) {
      box.replaceChildren(h("p", { role: "status" }, say("review_over")), h("p", {}, h("button", { class: "button", type: "button", onclick: () => review(learner, rows, say) }, say("review_more"))));
      return;
    }
    const holder = h("div", { class: "ask" });
    const next = h("p", { hidden: true }, h("button", { class: "button", type: "button", onclick: () => ask(n + 1, true) }, say(n + 1 === due.length ? "review_end" : "next")));
    exercise(holder, due[n], {
      kind: "review", say, title: say("review_of", { n: n + 1, of: due.length }),
      done: async () => {
        next.hidden = false;
        asked[due[n].question] = Date.now();
        await store.setFact(`asked:${learner}:${course}`, asked);
      },
    });
    box.replaceChildren(holder, next);
    if (focus) { const legend = holder.querySelector("legend"); legend.tabIndex = -1; legend.focus(); }
  };
  ask(0, false);
  place.hidden = false;
}

async function begin() {
  const [learner, say] = [await store.fact("learner"), await words()];
  if (!learner) return;
  const line = document.querySelector("[data-offline-waiting]");
  keepSending(({ state, waiting }) => {
    line.hidden = waiting === 0;
    line.textContent = waiting ? say(state === "signed_out" ? "foot_signed_out" : "foot_waiting", { n: waiting }) : "";
  });
  if (kind === "lesson" || kind === "case") {
    const reader = reading(learner);
    if (kind === "lesson") finish(learner, reader, say);
  }
  decide(say);
  const rows = await rowsOf(learner);
  practise(rows, say);
  await review(learner, rows, say);
}

begin().catch(() => { /* no storage: the page can still be read */ });
