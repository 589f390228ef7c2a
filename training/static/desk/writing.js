// Marking a draft: the total while choosing, the keyboard, and what is chosen kept on the server,
// which also tells colleagues who is at it. Without this file the form works the same, by hand.

const form = document.querySelector("[data-drafts]");
const words = form?.querySelector("[data-words]").dataset;
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];
const WAIT = 1000;
let timer = 0;
let leaving = false;

function chosen(criterion) { return criterion.querySelector("input[type=radio]:checked"); }

function bandOf(total) {
  if (total >= 88) return words.excellent;
  if (total >= 75) return words.good;
  return total >= 60 ? words.pass : words.below;
}

function showTotal() {
  let vetoed = false;
  for (const one of criteria.filter((criterion) => "veto" in criterion.dataset)) {
    const out = chosen(one)?.value === "0";
    one.querySelector("[data-vetoed]").hidden = !out;
    vetoed ||= out;
  }
  const complete = criteria.every(chosen);
  const reached = criteria.reduce((sum, one) => sum + Number(one.dataset.weight) * Number(chosen(one)?.value ?? 0), 0);
  const total = vetoed ? 0 : reached / 4;
  const line = form.querySelector("[data-sum]");
  line.hidden = !complete;
  line.classList.toggle("drafts__vetoed", vetoed);
  form.querySelector("[data-total]").textContent = String(total);
  form.querySelector("[data-band]").textContent = bandOf(total);
}

// ---- kept on the server while marking

async function hold() {
  timer = 0;
  if (!form.dataset.hold || leaving) return;
  const line = form.querySelector("[data-held]");
  try {
    const answer = await fetch(form.dataset.hold, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
    });
    line.textContent = answer.ok ? `${words.held} ${new Date().toTimeString().slice(0, 5)}` : words.notHeld;
    if (!answer.ok) holdSoon(5000);
  } catch {
    line.textContent = words.notHeld;
    holdSoon(5000);
  }
}

function holdSoon(wait) {
  clearTimeout(timer);
  timer = setTimeout(hold, wait);
}

// ---- keyboard

function choose(value) {
  const inside = document.activeElement?.closest("[data-criterion]");
  const here = inside ?? criteria.find((one) => !chosen(one));
  const level = here?.querySelector(`input[type=radio][value="${value}"]`);
  if (!level) return;
  level.checked = true;
  form.dispatchEvent(new Event("change"));
  const next = criteria[criteria.indexOf(here) + 1];
  const onward = next?.querySelector("input[type=radio]:checked, input[type=radio]");
  (onward ?? form.elements.comment).focus();
}

function pressed(event) {
  if (event.isComposing || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-finish]"));
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const place = document.activeElement;
  const free = !place || place === document.body || place.type === "radio" || place.type === "submit";
  if (free && /^[0-4]$/.test(event.key)) {
    event.preventDefault();
    choose(event.key);
  }
}

if (form) {
  showTotal();
  form.querySelector("[data-keys]").hidden = false;
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => { showTotal(); holdSoon(WAIT); });
  }
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("pagehide", () => {
    if (timer && form.dataset.hold && !leaving) navigator.sendBeacon(form.dataset.hold, new FormData(form));
  });
  document.addEventListener("keydown", pressed);
  if (form.dataset.hold) hold();
}
