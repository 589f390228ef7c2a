// Signing out on purpose: what was not sent is named and can be sent first; then the phone is cleared of
// everything of this person. It is cleared only once the server has signed her out.
import { forget, packsOf, paperAnswers, waitingOf } from "./store.js";
import { sync } from "./sync.js";
import { h, words } from "./words.js";

async function begin() {
  const box = document.querySelector("[data-offline-leaving]");
  const foot = document.querySelector("[data-offline-foot]");
  if (!box || !foot) return;
  const form = box.querySelector("form");
  const note = box.querySelector("[data-offline-left]");
  const { learner } = foot.dataset;
  const say = await words();
  const show = async (after) => {
    const [waiting, packs] = [(await waitingOf(learner)).length + paperAnswers().length, (await packsOf(learner)).length];
    const send = waiting ? h("button", { class: "button button--primary", type: "button", onclick: async () => { send.disabled = true; const { state } = await sync(true); await show(state); } }, say("send_first")) : null;
    note.className = `notice notice--${waiting ? "warn" : "info"}`;
    note.replaceChildren(h("div", { class: "stack" }, ...[
      waiting ? h("p", {}, say("leaving_waiting", { n: waiting })) : h("p", {}, say("all_sent")),
      packs ? h("p", {}, say("leaving_packs", { n: packs })) : null,
      waiting && after && after !== "sent" ? h("p", {}, say(after === "offline" ? "no_line" : "send_failed")) : null,
      waiting && paperAnswers().length ? h("p", {}, say("leaving_paper")) : null,
      send,
    ].filter(Boolean)));
    note.hidden = false;
    form.querySelector("button").textContent = say(waiting ? "leave_anyway" : "leave");
  };
  await show();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (!answer.ok) throw new Error("not signed out");
      await forget(learner).catch(() => {});
      location.replace(answer.url);
    } catch { note.replaceChildren(h("p", {}, say("leave_failed"))); note.hidden = false; }
  });
}

begin().catch(() => { /* no storage: nothing lies here, and the form signs out by itself */ });
