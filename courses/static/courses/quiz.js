// The editor of a quiz: points by ticking, how many questions a draw can choose from, sums, presets.
// Everything is checked again by the server when the form is saved.

const paper = document.querySelector("[data-quiz-paper]");
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");

// ---- knowledge points: the box with keys becomes a list to tick

const points = read("quiz-points") || [];

function tellChosen(summary, keys) {
  const names = points.filter((point) => keys.includes(point.key)).map((point) => point.name);
  summary.textContent = names.length ? names.join("、") : paper.dataset.any;
}

function offerPoints(input) {
  if (input.dataset.quizPoints === "done" || input.id.includes("__prefix__")) return;
  input.dataset.quizPoints = "done";
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const list = document.createElement("div");
  details.className = "quiz-points";
  list.className = "quiz-points__list";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", paper.dataset.choose);
  const chosen = () => input.value.split(/\s+/).filter(Boolean);
  for (const point of points) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "quiz-choice";
    box.type = "checkbox";
    box.value = point.key;
    box.checked = chosen().includes(point.key);
    label.append(box, ` ${point.name}`);
    list.append(label);
  }
  list.addEventListener("change", (event) => {
    event.stopPropagation();
    const unknown = chosen().filter((key) => !points.some((point) => point.key === key));
    const ticked = [...list.querySelectorAll(":checked")].map((box) => box.value);
    input.value = [...ticked, ...unknown].join(" ");
    tellChosen(summary, chosen());
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  tellChosen(summary, chosen());
  details.append(summary, list);
  input.hidden = true;
  input.after(details);
}

// ---- slots: what they ask, what they are worth, what they can choose from

const field = (slot, name) => slot.querySelector(`[name$="-${name}"]`);
const valueOf = (slot, name) => (field(slot, name)?.value || "").trim();

function slots() {
  // A slot is what holds one box for the mark; deleted ones say so in a hidden field.
  return [...document.querySelectorAll('[name*="-slots-"][name$="-mark"]')]
    .filter((box) => !box.name.includes("__prefix__"))
    .map(slotAround)
    .filter((slot) => slot && !isDeleted(slot));
}

function slotAround(box) {
  const prefix = box.name.slice(0, -"-mark".length);
  let element = box.parentElement;
  while (element && !element.querySelector(`[name="${prefix}-draw_count"]`)) element = element.parentElement;
  return element && { prefix, element, querySelector: (what) => element.querySelector(what) };
}

function isDeleted(slot) {
  const gone = (prefix) => ["on", "1"].includes(document.querySelector(`[name="${prefix}-DELETE"]`)?.value || "");
  return gone(slot.prefix) || gone(slot.prefix.replace(/-slots-\d+$/, ""));
}

const isNamed = (slot) => Boolean(valueOf(slot, "question"));

function drawOf(slot) {
  const draw = {
    tag: valueOf(slot, "draw_tag"),
    points: valueOf(slot, "draw_points"),
    easiest: valueOf(slot, "draw_easiest"),
    hardest: valueOf(slot, "draw_hardest"),
  };
  return Object.values(draw).some(Boolean) && !isNamed(slot) ? draw : null;
}

function foldDraws() {
  // A named question leaves nothing to draw; what was typed all the same stays in sight.
  for (const slot of slots()) {
    const draw = slot.querySelector(".quiz-draw");
    const typed = ["draw_tag", "draw_points", "draw_easiest", "draw_hardest"].some((name) => valueOf(slot, name));
    if (draw) draw.hidden = isNamed(slot) && !typed;
  }
}

function sumUp() {
  const words = paper.querySelector("[data-quiz-words]").dataset;
  let asks = 0;
  let total = 0;
  for (const slot of slots()) {
    if (!isNamed(slot) && !drawOf(slot)) continue;
    const count = isNamed(slot) ? 1 : Number(valueOf(slot, "draw_count")) || 0;
    asks += count;
    total += count * (Number(valueOf(slot, "mark")) || 0);
  }
  paper.querySelector("[data-quiz-asks]").textContent = words.asks.replace("#", asks);
  paper.querySelector("[data-quiz-total]").textContent = words.total.replace("#", Number(total.toFixed(2)));
}

let asked = 0;

async function countAvailable() {
  const drawing = slots().map((slot) => ({ slot, draw: drawOf(slot), place: slot.querySelector("[data-quiz-available]") }));
  for (const { draw, place } of drawing) if (!draw && place) tell(place, "", true);
  const wanted = drawing.filter(({ draw, place }) => draw && place);
  if (!wanted.length) return;
  const turn = ++asked;
  const query = new URLSearchParams({
    draws: JSON.stringify(wanted.map(({ draw }) => draw)),
    purpose: document.querySelector('[name="purpose"]')?.value || "",
    quiz: paper.dataset.quiz,
    root: document.querySelector('[name="owner_root"]')?.value || "",
  });
  try {
    const reply = await fetch(`${paper.dataset.url}?${query}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(reply.status);
    const { counts, told } = await reply.json();
    if (turn !== asked) return;
    wanted.forEach(({ slot, place }, n) => tell(place, told[n], counts[n] >= (Number(valueOf(slot, "draw_count")) || 1)));
  } catch {
    if (turn === asked) wanted.forEach(({ place }) => tell(place, paper.dataset.failed, true));
  }
}

function tell(place, words, enough) {
  if (place.textContent !== words) place.textContent = words;
  place.toggleAttribute("data-none", !enough);
}

let waiting;

function lookAgain() {
  document.querySelectorAll("[data-quiz-points]").forEach(offerPoints);
  foldDraws();
  sumUp();
  clearTimeout(waiting);
  waiting = setTimeout(countAvailable, 400);
}

// ---- review: a preset ticks its boxes, a tick by hand is one's own choice

function watchReview(review) {
  const presets = [...review.querySelectorAll("[data-boxes]")];
  const boxes = [...review.querySelectorAll('input[type="checkbox"]')];
  review.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      if (!event.target.dataset.boxes) return;
      const wanted = event.target.dataset.boxes.split(" ");
      boxes.forEach((box) => { box.checked = wanted.includes(box.value); });
      return;
    }
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value).sort().join(" ");
    const same = presets.find((preset) => preset.dataset.boxes.split(" ").sort().join(" ") === ticked);
    (same || presets.find((preset) => !preset.dataset.boxes)).checked = true;
  });
}

// ---- a new quiz: choosing the purpose sets what is usual for it, unless the author was there first

function watchPurpose(defaults) {
  const touched = new Set();
  const purpose = document.querySelector('[name="purpose"]');
  document.addEventListener("change", (event) => { if (event.isTrusted) touched.add(event.target.name); });
  purpose?.addEventListener("change", () => {
    for (const [name, value] of Object.entries(defaults[purpose.value] || {})) {
      const box = document.querySelector(`[name="${name}"]`);
      if (!box || touched.has(name)) continue;
      if (box.type === "checkbox") box.checked = value;
      else if (box.type === "radio") document.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
      else box.value = value ?? "";
    }
  });
}

if (paper) {
  document.querySelectorAll("[data-quiz-review]").forEach(watchReview);
  watchPurpose(read("quiz-defaults") || {});
  document.addEventListener("change", lookAgain);
  document.addEventListener("input", lookAgain);
  // Slots come and go, and the question chooser changes its hidden field without an event.
  new MutationObserver((changes) => {
    const ours = (change) => change.target.closest?.("[data-quiz-available], [data-quiz-paper], .quiz-points");
    if (!changes.every(ours)) lookAgain();
  }).observe(document.querySelector("form[data-edit-form]") || document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["value"],
  });
  lookAgain();
}
