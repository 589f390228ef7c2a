// On every page of a learner: the worker is put in its place, what waits is sent, and a quiet line says how
// much. Where the browser cannot do this, nothing happens and everything works as without it.
import { beUsedBy, forget, packsOf, paperAnswers, waitingOf } from "./store.js";
import { keepSending } from "./sync.js";
import { words } from "./words.js";

const foot = document.querySelector("[data-offline-foot]");
const able = self.isSecureContext && "indexedDB" in self && "caches" in self && "serviceWorker" in navigator;

async function show({ state, waiting, learner }) {
  if (learner !== foot.dataset.learner) return;
  foot.hidden = waiting === 0;
  if (!waiting) return;
  const say = await words();
  foot.firstElementChild.textContent = say(state === "signed_out" ? "foot_signed_out" : "foot_waiting", { n: waiting });
}

// A paper that was opened before the worker was in its place is fetched once more, to lie on the phone.
async function keepPaper() {
  const worker = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter(
    (url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);
  worker.active?.postMessage({ keep: location.pathname, files });
}

function forgetClosedPaper() {
  const found = /^\/quiz\/attempt\/([0-9a-f-]{36})\/result$/.exec(location.pathname);
  if (!found || !document.querySelector("main")) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`lvzhi.kept.${found[1]}`) || key === `lvzhi.handing.${found[1]}`) localStorage.removeItem(key);
  }
}

// Signing out would lose what is on the phone: the page that says so comes in between.
function watchLeaving(learner) {
  for (const form of document.querySelectorAll("form[action$='/accounts/logout/']")) {
    if (form.closest("[data-offline-leaving]")) continue;
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sure) return;
      event.preventDefault();
      const held = await Promise.all([waitingOf(learner), packsOf(learner)]).catch(() => [[], []]);
      if (held.some((rows) => rows.length) || paperAnswers().length) { location.assign(form.action); return; }
      await forget(learner).catch(() => {});
      form.dataset.sure = "yes";
      setTimeout(() => form.submit(), 0);
    });
  }
}

async function begin() {
  const { learner } = foot.dataset;
  await beUsedBy(learner);
  forgetClosedPaper();
  watchLeaving(learner);
  keepSending(show);
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (document.querySelector("[data-paper]:not([data-kept-at])")) await keepPaper();
}

if (foot && able) {
  const later = () => begin().catch(() => { /* storage is off or full: as without this script */ });
  if (document.readyState === "complete") later();
  else self.addEventListener("load", () => setTimeout(later, 0));
}
