// One question on the phone: asked, marked where that is certain, put into the queue, then explained.
import { enqueue } from "./store.js";
import { draw, known, solution } from "./asking.js";
import { mark } from "./marking.js";
import { h } from "./words.js";

function told(row, state, say) {
  const right = solution(row, say);
  const verdict = state === "unsure" ? h("p", { class: "notice notice--info" }, say("unsure"))
    : h("p", { class: `verdict verdict--${state}` }, say(state));
  return h("div", { class: "stack" }, verdict,
    right.length ? h("div", {}, h("strong", {}, say(state === "unsure" ? "reference" : "right_is")), h("ul", {}, ...right.map((text) => h("li", {}, text)))) : null,
    row.explanation ? h("p", {}, h("strong", {}, say("explanation")), `　${row.explanation}`) : null,
    row.citations?.length ? h("p", {}, h("strong", {}, say("basis")), "　", ...row.citations.flatMap((one, n) => [n ? "；" : "", h("a", { href: one.url }, one.label)])) : null);
}

function certainty(say, name) {
  const inputs = [3, 2, 1].map((value) => h("input", { type: "radio", name, value }));
  const part = h("fieldset", { class: "certainty" }, h("legend", { class: "certainty__legend" }, say("sure"), h("span", { class: "muted" }, say("sure_note"))),
    ...inputs.map((input, n) => h("label", { class: "certainty__choice" }, input, ` ${say(`sure_${3 - n}`)}`)));
  return { part, read: () => Number(inputs.find((one) => one.checked)?.value) || undefined };
}

// `kind` is practice or review; `done` is called once the answer lies on the phone.
export function exercise(box, row, { kind, say, title, done = () => {} }) {
  if (!known(row.kind)) { box.replaceChildren(h("p", { class: "muted" }, say("needs_line"))); return; }
  const asked = draw(row.kind, row.body, say);
  const sure = kind === "review" ? certainty(say, `sure-${row.question}`) : null;
  const note = h("div", { role: "status" });
  const look = h("button", { class: "button", type: "submit" }, say("check"));
  const skip = sure ? h("button", { class: "button button--quiet", type: "button", onclick: () => give(true) }, say("dont_know")) : null;
  const acts = h("p", { class: "ask__act screen-only row" }, look, skip);
  const fields = h("fieldset", { class: "question" },
    h("legend", { class: "question__legend" }, h("span", { class: "question__number" }, title), " ", say(`kind_${row.kind}`)), ...asked.parts, sure?.part);
  const form = h("form", { novalidate: true, class: "stack" },
    row.law_changed ? h("p", { class: "notice notice--warn" }, say("law_changed")) : null, fields, acts, note);
  let busy = false;

  async function give(unknown) {
    if (busy) return;
    const response = asked.read();
    const state = unknown ? "wrong" : mark(row.kind, row.body, row.key, response);
    if (state === "gaveup") { note.replaceChildren(h("p", { class: "notice notice--warn" }, say("answer_first"))); return; }
    busy = true;
    try {
      const said = { question: row.question, version: row.version, response };
      if (sure?.read()) said.sure = sure.read();
      if (unknown) { said.dont_know = true; delete said.response; }
      await enqueue(kind, said);
    } catch {
      busy = false;
      note.replaceChildren(h("p", { class: "notice notice--bad" }, say("not_kept")));
      return;
    }
    fields.disabled = true;
    const kept = h("p", { class: "muted" }, say("kept"));
    const again = kind === "practice" ? h("p", {}, h("button", { class: "button button--quiet", type: "button", onclick: () => exercise(box, row, { kind, say, title, done }) }, say("again"))) : null;
    acts.hidden = true;
    note.replaceChildren(told(row, unknown ? "gaveup" : state, say), kept, ...(again ? [again] : []));
    done();
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); give(false); });
  box.replaceChildren(form);
}
