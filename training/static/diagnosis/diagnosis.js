// One question of a diagnosis: what is being answered is kept on this device, and what was handed in
// goes again until the server has it. Without this script the same form is posted as it is.
import { Outbox } from "../js/outbox.js";
import { makeMovable } from "../js/ordering.js";

const form = document.querySelector("[data-diagnosis]");
const words = form.querySelector("[data-words]").dataset;
const position = form.dataset.position;
const draft = `lvzhi.diagnosis.${form.dataset.diagnosis}.${position}`;
const told = form.querySelector("[data-told]");
const buttons = [...form.querySelectorAll("[data-give]")];
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const RETRY = 5000;
const OUR_FIELDS = new Set(["csrfmiddlewaretoken", "page_id"]);
const outbox = new Outbox(`diagnosis.${form.dataset.diagnosis}`, received);
let refused = false;
let pressed = null;

function say(text, link) {
  told.textContent = text;
  if (!link) return;
  const a = document.createElement("a");
  a.href = form.dataset.signIn;
  a.textContent = words.signInAgain;
  told.append(" ", a);
}

const fields = () => [...new FormData(form).entries()].filter(([name]) => !OUR_FIELDS.has(name));
const certainty = `q${position}-certainty`;
const isAnswered = () => fields().some(([name, value]) => name !== certainty && String(value).trim() !== "");

// ---- what is being answered
function keep() {
  try { localStorage.setItem(draft, JSON.stringify(fields())); } catch { /* only a convenience */ }
}

function forget() {
  try { localStorage.removeItem(draft); } catch { /* nothing to forget */ }
}

function putBack() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(draft)); } catch { /* unreadable: begin afresh */ }
  if (!kept || !kept.length) return;
  for (const [name, value] of kept) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
      else field.value = value;
    }
  }
  if (isAnswered()) say(words.back);
}

function changed() {
  keep();
  if (told.textContent === words.empty) say("");
}

// ---- what was handed in
function received(_position, reply) {
  if (reply.signed_out) { say(words.signedOut, true); return; }
  if (reply.refused) {
    refused = true;
    say(reply.message || words.refused);
    buttons.forEach((button) => { button.disabled = false; });
    return;
  }
  forget();
  location.replace(reply.next);
}

async function send() {
  refused = false;
  await outbox.flush(token());
  if (outbox.size && !refused && !told.querySelector("a")) say(words.waiting);
}

function give(event) {
  event.preventDefault();
  const gaveUp = (event.submitter || pressed)?.name === "dont_know";
  if (!gaveUp && !isAnswered()) { say(words.empty); return; }
  buttons.forEach((button) => { button.disabled = true; });
  say(words.sending);
  keep();
  outbox.put(position, form.action, gaveUp ? [...fields(), ["dont_know", "1"]] : fields());
  send();
}

makeMovable(form, words, keep);
putBack();
// Older browsers do not say which button sent the form.
buttons.forEach((button) => button.addEventListener("click", () => { pressed = button; }));
form.addEventListener("submit", give);
form.addEventListener("change", changed);
form.addEventListener("input", changed);
form.dataset.ready = "yes";
// What a page before could not send: it goes first, and the page is shown as it stands then.
if (outbox.size) { buttons.forEach((button) => { button.disabled = true; }); say(words.sending); send(); }
setInterval(() => { if (outbox.size) send(); }, RETRY);
window.addEventListener("online", send);
// Brought back by the back button as it was left: the question before her may be another one now.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
