// A draft: saved within two seconds of the last stroke, and told of another device's text.
// Without this script the same form works with its save button.
import { Outbox } from "./outbox.js";

const form = document.querySelector("[data-writing]");
const words = form.querySelector("[data-words]").dataset;
const fields = [...form.querySelectorAll("textarea")];
const savedLine = form.querySelector("[data-saved]");
const clash = form.querySelector("[data-clash]");
const baseStep = form.elements.base_step;
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const DEBOUNCE = 1200;
const RETRY = 5000;
let timer = 0;
let elsewhere = null;
let refused = false;

const outbox = new Outbox(`draft.${form.dataset.writing}`, acknowledged);

function tell(text, signIn) {
  savedLine.textContent = text;
  if (!signIn) return;
  const link = document.createElement("a");
  link.href = form.dataset.signIn;
  link.textContent = words.signInAgain;
  savedLine.append(" ", link);
}

function acknowledged(_position, reply) {
  if (reply.signed_out) { tell(words.signedOut, true); return; }
  if (reply.refused) { refused = true; tell(words.refused); return; }
  baseStep.value = Math.max(Number(baseStep.value), reply.step);
  if (reply.other) showClash(reply.other);
  if (reply.late) tell(words.late);
  else if (outbox.size === 0 && !timer) tell(`${words.savedAt} ${reply.saved_at}`);
}

// Both texts are kept on the server; the person decides which one she goes on with.
function showClash(other) {
  if (fields.every((field) => field.value === other[field.name])) return;
  elsewhere = other;
  const box = clash.querySelector("[data-other]");
  box.textContent = "";
  for (const field of fields) {
    if (!other[field.name]) continue;
    const heading = document.createElement("p");
    const name = document.createElement("strong");
    name.textContent = form.querySelector(`label[for=${field.id}]`).textContent;
    heading.append(name);
    box.append(heading);
    for (const line of other[field.name].split("\n")) {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      box.append(paragraph);
    }
  }
  clash.hidden = false;
  clash.scrollIntoView({ block: "center" });
}

function count() {
  let body = 0;
  for (const field of fields) {
    const length = [...field.value.replace(/\s/g, "")].length;
    if (field.name !== "title") body += length;
    form.querySelector(`[data-count=${field.name}]`).textContent = length ? `${length} ${words.characters}` : "";
  }
  form.querySelector("[data-total]").textContent = body ? `${words.total} ${body} ${words.characters}` : "";
}

function queue() {
  clearTimeout(timer);
  timer = 0;
  refused = false;
  outbox.put(1, form.action, [...fields.map((field) => [field.name, field.value]), ["base_step", baseStep.value]]);
  tell(words.saving);
  return send();
}

async function send() {
  await outbox.flush(token());
  if (outbox.size && !savedLine.querySelector("a")) tell(words.unsent);
}

function changed() {
  count();
  clearTimeout(timer);
  tell(words.saving);
  timer = setTimeout(queue, DEBOUNCE);
}

function saveWaitingNow() { if (timer) queue(); }

// What a closed page of this device could not send is her newest text: it goes back into the fields.
function restore() {
  const left = [...outbox.waiting.values()].sort((a, b) => a.at - b.at).pop();
  if (!left) return;
  const told = new Map(left.fields);
  for (const field of fields) if (told.has(field.name)) field.value = told.get(field.name);
  tell(words.restored);
  send();
}

async function saveThen(event) {
  if (form.dataset.sure === "yes") return;
  event.preventDefault();
  const button = event.submitter;
  if (timer || fields.some((field) => field.value !== field.defaultValue)) await queue();
  if (outbox.size || refused) return;
  if (button?.name === "then") location.assign(form.querySelector("[data-text]").href.replace(/text$/, "hand-in"));
}

restore();
count();
for (const field of fields) field.addEventListener("input", changed);
form.addEventListener("submit", saveThen);
form.querySelector("[data-keep]").addEventListener("click", () => { clash.hidden = true; queue(); });
form.querySelector("[data-take]").addEventListener("click", () => {
  for (const field of fields) field.value = elsewhere[field.name] ?? "";
  clash.hidden = true;
  count();
  queue();
});
// Filled back in by the browser, or typed before this script ran.
if (!outbox.size && fields.some((field) => field.value !== field.defaultValue)) queue();
setInterval(() => { if (outbox.size) send(); }, RETRY);
window.addEventListener("online", send);
window.addEventListener("pagehide", saveWaitingNow);
document.addEventListener("visibilitychange", () => { if (document.hidden) saveWaitingNow(); else if (outbox.size) send(); });
