// The paper: one question at a time, every answer saved as it is given, a clock that the server corrects.
// Without this script the same form works on one page with one hand-in.
import { Outbox } from "./outbox.js";
import { makeMovable } from "./ordering.js";
import { Kept } from "./kept.js";
import { Waiting, lineIsThere, secondsLeft } from "./handing.js";

const form = document.querySelector("[data-paper]");
const words = form.querySelector("[data-words]").dataset;
const questions = [...form.querySelectorAll("[data-question]")];
const savedLine = form.querySelector("[data-saved]");
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const DEBOUNCE = 700;
// An answer of several parts is on this device at once, and sent when no further part came for so long.
const PAUSE = 700;
const TURNED = 60000;
const RETRY = 5000;
const timers = new Map();
const noted = new Map();
let sending = 0;
let shown = 0;

const outbox = new Outbox(form.dataset.paper, acknowledged);
const kept = new Kept(form.dataset.paper);
const waiting = new Waiting(form.dataset.paper, form.querySelector("[data-handing]"), words);
// The phone's own copy of the paper, put in place of one that could not be had.
const keptAt = Number(form.dataset.keptAt) || 0;

function fieldsOf(question) {
  const name = `q${question.dataset.question}`;
  return [...new FormData(form).entries()].filter(
    ([key]) => key === name || key.startsWith(`${name}-`) || key.startsWith(`${name}.`));
}

function isTyped(field) { return field.type === "text" || field.tagName === "TEXTAREA"; }

function isAnswered(question) {
  if ("closed" in question.dataset) return "answered" in question.dataset;
  return fieldsOf(question).some(([key, value]) => !/-(flag|certainty)$/.test(key) && String(value).trim() !== "");
}

function tell(text, link) {
  savedLine.textContent = text;
  if (link) {
    const a = document.createElement("a");
    a.href = form.dataset.signIn;
    a.textContent = words.signInAgain;
    savedLine.append(" ", a);
  }
}

function acknowledged(position, reply) {
  if (reply.signed_out) { tell(words.signedOut, true); return; }
  const question = questions[position - 1];
  if (!question || reply.refused) return;
  question.dataset.step = reply.step;
  // The place went with the answer: only one that she has left since is still to be told.
  if (position === shown + 1) toldPlace = shown;
  kept.confirm(position, reply);
  showClash(question, reply.other);
  if (reply.seconds_left !== null && reply.seconds_left !== undefined) setDeadline(reply.seconds_left);
  if (reply.late) tell(words.late);
  else if (outbox.size === 0) tell(`${words.savedAt} ${reply.saved_at}`);
}

// Both answers are kept; the person decides which one stands.
function showClash(question, other) {
  const box = question.querySelector("[data-clash]");
  if (!box) return;
  box.hidden = !other;
  box.querySelector("[data-other]").innerHTML = other || "";
}

function queue(question) { note(question); send(); }

function note(question) {
  const position = question.dataset.question;
  const fields = fieldsOf(question);
  noted.set(question, JSON.stringify(fields));
  kept.put(position, fields, question.dataset.step);
  const place = Number(position) === shown + 1 ? [["place", position]] : [];
  outbox.put(position, question.dataset.action, [...fields, ["base_step", question.dataset.step], ...place]);
  tell(words.saving);
  mark();
}

async function send() {
  clearTimeout(sending);
  await outbox.flush(token());
  if (outbox.size > 0 && !savedLine.querySelector("a")) tell(`${outbox.size} ${words.unsent}`);
}

function chosen(question, field) {
  if (field.type === "radio") { queue(question); return; }
  note(question);
  clearTimeout(sending);
  sending = setTimeout(send, PAUSE);
}

function typed(question) {
  clearTimeout(timers.get(question));
  timers.delete(question);
  // A field that is left tells of its change once more: what is noted already goes on its way.
  if (JSON.stringify(fieldsOf(question)) === noted.get(question)) return;
  timers.set(question, setTimeout(() => { timers.delete(question); queue(question); }, DEBOUNCE));
}

function saveWaitingNow() {
  for (const [question, timer] of timers) { clearTimeout(timer); note(question); }
  timers.clear();
  if (outbox.size) send();
}

// ---- one question at a time
const numbers = form.querySelector("[data-numbers]");

function show(index, focus = true) {
  shown = Math.max(0, Math.min(index, questions.length - 1));
  questions.forEach((question, n) => { question.hidden = n !== shown; });
  form.querySelector("[data-previous]").disabled = shown === 0;
  form.querySelector("[data-next]").disabled = shown === questions.length - 1;
  mark();
  if (focus) { questions[shown].querySelector("legend").tabIndex = -1; questions[shown].querySelector("legend").focus(); }
  clearTimeout(turning);
  turning = setTimeout(turn, TURNED);
  try { sessionStorage.setItem(`lvzhi.at.${form.dataset.paper}`, String(shown)); } catch { /* only a convenience */ }
}

// Where the person is, for the next device: told when she leaves, and now and then.
let turning = 0;
let toldPlace = Number(form.dataset.place) - 1;

function turn() {
  if (shown === toldPlace || !form.dataset.turn) return;
  toldPlace = shown;
  const body = new URLSearchParams({ position: String(shown + 1), csrfmiddlewaretoken: token() });
  fetch(form.dataset.turn, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => { toldPlace = -1; });
}

function mark() {
  let open = 0;
  questions.forEach((question, n) => {
    const done = isAnswered(question);
    open += done ? 0 : 1;
    const button = numbers.children[n].firstChild;
    const flagged = question.querySelector("[name$='-flag']")?.checked ?? false;
    button.classList.toggle("paper__number--done", done);
    button.textContent = `${n + 1}${flagged ? " ⚑" : ""}`;
    button.setAttribute("aria-current", n === shown ? "true" : "false");
    button.setAttribute("aria-label", `${n + 1}${done ? " " + words.doneMark : ""}${flagged ? " " + words.flagMark : ""}`);
  });
  form.querySelector("[data-unanswered]").textContent = open ? `${open} ${words.notAnswered}` : words.allDone;
  return open;
}

// What was answered before this script ran, or filled back in by the browser, is not on the server yet.
function differsFromServer(question) {
  if ("closed" in question.dataset) return false;
  return [...question.querySelectorAll("input, select, textarea")].some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const asServed = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.value !== asServed.value;
  });
}

// The question asked for, else where this device or another one left off, else the first open one.
function whereToBegin() {
  const asked = /^#q(\d+)$/.exec(location.hash);
  if (asked) return Number(asked[1]) - 1;
  try {
    const here = sessionStorage.getItem(`lvzhi.at.${form.dataset.paper}`);
    if (here !== null) return Number(here);
  } catch { /* storage is off */ }
  if (Number(form.dataset.place) > 1) return Number(form.dataset.place) - 1;
  return questions.findIndex((question) => !("answered" in question.dataset));
}

function begin() {
  questions.forEach((question, n) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "paper__number";
    button.textContent = String(n + 1);
    button.addEventListener("click", () => show(n));
    item.append(button);
    numbers.append(item);
    if ("closed" in question.dataset) return;
    question.querySelector(".question__save").hidden = true;
    makeMovable(question, words, () => chosen(question, question));
    question.addEventListener("change", (event) => {
      if (isTyped(event.target)) typed(question); else chosen(question, event.target);
    });
    question.addEventListener("input", (event) => { if (isTyped(event.target)) typed(question); });
  });
  form.querySelector("[data-steps]").hidden = false;
  form.querySelector("[data-card]").hidden = false;
  form.querySelector("[data-previous]").addEventListener("click", () => { saveWaitingNow(); show(shown - 1); });
  form.querySelector("[data-next]").addEventListener("click", () => { saveWaitingNow(); show(shown + 1); });
  show(Math.max(whereToBegin(), 0), false);
}

// ---- the clock: the server's remaining seconds, counted down here
const timerText = form.querySelector("[data-timer]");
const warning = form.querySelector("[data-timer-warning]");
let deadline = null;
let warned = 0;
let handingIn = false;

function setDeadline(seconds) { deadline = performance.now() + seconds * 1000; }

function tick() {
  if (deadline === null || !timerText) return;
  const left = Math.max(0, Math.round((deadline - performance.now()) / 1000));
  timerText.textContent = left >= 60 ? `${words.left} ${Math.ceil(left / 60)} ${words.minutes}` : `${words.left} ${left} ${words.seconds}`;
  if (left <= 300 && warned < 1) { warned = 1; warning.textContent = words["warn-5"]; }
  if (left <= 60 && warned < 2) { warned = 2; warning.textContent = words["warn-1"]; }
  if (left === 0 && !handingIn) { handingIn = true; tell(words.over); handInAtEnd(); }
}

// A copy's clock goes by the phone's, which may have been moved: before it ends a sitting the server is asked.
async function handInAtEnd() {
  if (keptAt && await ask()) return;
  if (keptAt && !(await lineIsThere())) { setTimeout(handInAtEnd, RETRY); return; }
  handIn();
}

async function ask() {
  const left = await secondsLeft();
  if (left === null) return false;
  setDeadline(left);
  handingIn = left <= 1;
  return !handingIn;
}

// A saved answer is not posted again: another device may have given a newer one since.
function leaveOutWhatIsSaved() {
  const unsent = outbox.positions();
  questions.forEach((question) => { question.disabled = !unsent.has(Number(question.dataset.question)); });
}

let trying = false;

async function handIn() {
  if (trying) return;
  trying = true;
  try { await reallyHandIn(); } finally { trying = false; }
}

async function reallyHandIn() {
  saveWaitingNow();
  await outbox.flush(token());
  if (!(await lineIsThere())) { waiting.begin(); return; }
  waiting.end();
  // A form may not be submitted again while its own submit event is still being handled.
  await new Promise((later) => { setTimeout(later, 0); });
  leaveOutWhatIsSaved();
  form.dataset.sure = "yes";
  form.requestSubmit ? form.requestSubmit(form.querySelector("[data-hand-in]")) : form.submit();
}

// Practice: what is waiting goes first, then this one answer is given for judgement.
async function judge(button) {
  saveWaitingNow();
  await outbox.flush(token());
  await new Promise((later) => { setTimeout(later, 0); });
  form.dataset.sure = "yes";
  form.requestSubmit(button);
}

form.addEventListener("submit", (event) => {
  if (form.dataset.sure === "yes") return;
  if (event.submitter?.name === "judge") { event.preventDefault(); judge(event.submitter); return; }
  const open = mark();
  if (open && !window.confirm(`${open} ${words.empty}`)) { event.preventDefault(); return; }
  event.preventDefault();
  handIn();
});

const unsent = outbox.positions();
const restored = new Set(questions.filter((question) => !("closed" in question.dataset)
  && kept.isNewer(question, unsent.has(Number(question.dataset.question)))));
restored.forEach((question) => kept.fill(question));
begin();
questions.filter((question) => !restored.has(question) && differsFromServer(question)).forEach(queue);
if (form.dataset.secondsLeft !== undefined) {
  const passed = keptAt ? Math.max(0, (Date.now() - keptAt) / 1000) : 0;
  setDeadline(Math.max(0, Number(form.dataset.secondsLeft) - passed));
  tick();
  setInterval(tick, 1000);
}
if (keptAt) tell(words.fromPhone);
if (outbox.size) send();
setInterval(() => { if (outbox.size) send(); if (waiting.on) handIn(); }, RETRY);
window.addEventListener("online", () => { send(); if (waiting.on) handIn(); else if (keptAt && deadline !== null) ask(); });
window.addEventListener("pageshow", send);
window.addEventListener("pagehide", () => { saveWaitingNow(); turn(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) { saveWaitingNow(); turn(); } else send(); });
