// Asks every two seconds (the wall every second) how the round stands, and shows anew what changed; keeps an answer on this
// phone until the server has it. The page works without it: a form, and a link to look again.
const PREFIX = "lvzhi.live.";
const EVERY = 2000;
const WALL = 1000; // one screen may ask more often than five hundred phones
const later = (ms) => new Promise((done) => { setTimeout(done, ms); });
const root = () => document.querySelector("[data-live]");
let etag = "";
let shown = -1;

function tell(name) {
  const line = root().querySelector("[data-told]");
  if (!line) return;
  line.textContent = name && line.dataset[name] ? line.dataset[name] : name;
  line.hidden = !name;
}

async function renew() {
  const old = root();
  const reply = await fetch(old.dataset.part, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!reply.ok || reply.redirected) return;
  const made = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-live]");
  if (!made) return;
  const again = old.contains(document.activeElement) && document.activeElement !== document.body;
  old.replaceWith(document.adoptNode(made));
  dress();
  if (again) { const main = document.querySelector("main"); if (main) main.focus({ preventScroll: true }); }
}

async function look() {
  const here = root();
  if (!here.dataset.pulse) return;
  const headers = etag ? { "If-None-Match": etag } : {};
  const reply = await fetch(here.dataset.pulse, { credentials: "omit", cache: "no-store", headers });
  if (reply.status === 304) return;
  if (reply.status === 404) { delete here.dataset.pulse; return; } // the note is from yesterday
  if (!reply.ok) return;
  const now = await reply.json();
  const mine = !here.dataset.only || here.dataset.only === String(now.r);
  const count = here.querySelector("[data-count]");
  const moved = mine && here.dataset.seen !== `${now.r}.${now.s}.${now.v}` && (now.r || here.dataset.seen !== "0..0");
  if (moved || (now.n !== shown && "figures" in here.dataset)) {
    // Five hundred phones need not all come in the same moment.
    if (here.dataset.who) await later(Math.random() * 1500);
    await renew();
  } else if (mine && count) count.textContent = now.n;
  shown = now.n;
  etag = reply.headers.get("ETag") || "";
}

async function beat() {
  for (;;) {
    await later((root().dataset.who ? EVERY : WALL) * (0.75 + Math.random() / 2));
    if (document.hidden) continue;
    try { await look(); } catch { /* no network: the next beat tries again */ }
  }
}

// ---- answers
const keyOf = (round) => `${PREFIX}${root().dataset.who}.${round}`;

function keep(round, body, url) {
  try { localStorage.setItem(keyOf(round), JSON.stringify({ body, url })); } catch { /* full or off */ }
}

function drop(round) {
  try { localStorage.removeItem(keyOf(round)); } catch { /* nothing there */ }
}

async function post(round, url, body) {
  for (;;) {
    try {
      const reply = await fetch(url, {
        method: "POST", body: new URLSearchParams(body), credentials: "same-origin", keepalive: true,
        headers: { Accept: "application/json" },
      });
      if (reply.status === 401) { tell("signedOut"); return null; }
      if (reply.status < 500) {
        drop(round);
        return reply.ok ? await reply.json() : null;
      }
    } catch { /* no network */ }
    tell("waiting");
    await later(EVERY * (0.75 + Math.random() / 2));
  }
}

async function send(form) {
  const round = form.dataset.answer;
  const body = new URLSearchParams(new FormData(form)).toString();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  keep(round, body, form.action);
  const told = await post(round, form.action, body);
  if (!form.isConnected) return;
  delete form.dataset.sending;
  if (!told) { if (root().querySelector("[data-told]").hidden) form.submit(); return; }
  if (told.ok) {
    await renew();
    return;
  }
  if (told.again) {
    const sure = form.querySelector("[data-sure]");
    sure.hidden = false;
    sure.querySelector("input").focus();
  } else if (told.code === "closed") await renew();
  tell(told.reason);
  root().querySelector("[data-told]").scrollIntoView({ block: "center" });
}

async function resend() {
  const here = root();
  if (!here.dataset.who) return;
  const prefix = `${PREFIX}${here.dataset.who}.`;
  let kept = [];
  try { kept = Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return; }
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  for (const key of kept) {
    const round = key.slice(prefix.length);
    const { body, url } = JSON.parse(localStorage.getItem(key));
    const fields = new URLSearchParams(body);
    if (token) fields.set("csrfmiddlewaretoken", token.value);
    const told = await post(round, url, fields.toString());
    if (told) { await renew(); tell(told.reason); }
  }
}

function ticks(form) {
  const line = form.querySelector("[data-ticks]");
  if (!line) return;
  const seats = Number(form.dataset.seats);
  const n = form.querySelectorAll("[name=chosen]:checked").length;
  line.textContent = line.dataset.said.replace("#n#", n).replace("#seats#", seats);
  line.classList.toggle("live__ticks--over", n > seats);
}

function dress() {
  const form = document.querySelector("[data-answer]");
  if (form) ticks(form);
  const all = document.querySelector("[data-all]");
  if (all) all.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-answer]")) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-answer]");
  if (form) ticks(form);
});
document.addEventListener("click", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of event.target.form.querySelectorAll("[name=word]")) box.checked = true;
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => {}); });

dress();
resend();
beat();
