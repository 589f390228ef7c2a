// Marking with the keyboard, the sum while choosing, and nothing typed is lost by accident.
// Without this file the form works the same, by hand.

const form = document.querySelector("[data-marking]");

function criteria() {
  return [...form.querySelectorAll("[data-criterion]")];
}

function chosen(criterion) {
  return criterion.querySelector("input[type=radio]:checked");
}

function showSum() {
  const all = criteria();
  const complete = all.length > 0 && all.every(chosen);
  const weights = all.map((one) => Number(one.dataset.weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const reached = all.reduce(
    (sum, one, n) => sum + weights[n] * (chosen(one) ? Number(chosen(one).value) : 0),
    0,
  );
  form.querySelector("[data-sum]").hidden = !complete;
  form.querySelector("[data-percent]").textContent = `${Math.round((100 * reached) / total)}%`;
}

// ---- drafts: kept in this tab until the answer has a newer mark

const draftName = `marking:${form?.dataset.draft}`;

function fields() {
  return [...form.elements].filter((field) => field.name && field.type !== "hidden");
}

function snapshot() {
  return JSON.stringify(
    fields().map((field) => (field.type === "radio" ? field.checked : field.value)),
  );
}

function restoreDraft() {
  const kept = sessionStorage.getItem(draftName);
  const values = kept ? JSON.parse(kept) : [];
  if (values.length !== fields().length) return;
  fields().forEach((field, n) => {
    if (field.type === "radio") field.checked = values[n];
    else field.value = values[n];
  });
}

// ---- keyboard

function active() {
  const inside = document.activeElement?.closest("[data-criterion]");
  return inside ?? criteria().find((one) => !chosen(one)) ?? null;
}

function choose(place) {
  const here = active();
  const level = here?.querySelectorAll("input[type=radio]")[place];
  if (!level) return;
  level.checked = true;
  form.dispatchEvent(new Event("input"));
  const next = criteria()[criteria().indexOf(here) + 1];
  const onward = next?.querySelector("input[type=radio]:checked, input[type=radio]");
  (onward ?? form.querySelector("button[type=submit]")).focus();
}

function pressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const place = document.activeElement;
  const free = !place || place === document.body || place.type === "radio" || place.type === "submit";
  if (!free) return;
  if (["1", "2", "3"].includes(event.key)) {
    event.preventDefault();
    choose(Number(event.key) - 1);
  } else if (event.key === "Enter" && place?.type !== "submit") {
    event.preventDefault();
    form.requestSubmit();
  }
}

function addPhrase(event) {
  const comment = form.elements.comment;
  const lines = comment.value.split("\n").filter(Boolean);
  if (event.target.value && !lines.includes(event.target.value)) {
    comment.value = [...lines, event.target.value].join("\n");
  }
  event.target.value = "";
}

if (form) {
  const refused = form.querySelector("[role=alert], .marking__error");
  const fresh = refused ? "" : snapshot();
  let leaving = false;
  if (!refused) restoreDraft();
  showSum();
  form.closest(".marking").classList.add("marking--keys");
  form.querySelector("[data-keys]").hidden = false;
  form.querySelector("[data-phrases] select")?.addEventListener("change", addPhrase);
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      showSum();
      sessionStorage.setItem(draftName, snapshot());
    });
  }
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && snapshot() !== fresh) event.preventDefault();
  });
  document.addEventListener("keydown", pressed);
}
