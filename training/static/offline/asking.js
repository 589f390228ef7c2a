// Questions drawn on the phone from practice.json, in the shapes the site has; `read` gives the answer as
// marking takes it, by identities.
import { h } from "./words.js";

const LETTERS = "ABCDEFGHIJ";
let last = 0;

const stem = (text) => h("p", { class: "question__stem" }, text);

function choices(body, many, name) {
  const ordered = [...body.options.filter((one) => !one.keep_last), ...body.options.filter((one) => one.keep_last)];
  const inputs = ordered.map((one) => h("input", { class: "option__input", type: many ? "checkbox" : "radio", name, value: one.id }));
  const list = h("ul", { class: "options" }, ...ordered.map((one, n) => h("li", {},
    h("label", { class: "option" }, inputs[n], h("span", { class: "option__text" }, `${LETTERS[n]}. ${one.text}`)))));
  return { parts: [list], read: () => ({ chosen: inputs.filter((one) => one.checked).map((one) => one.value) }) };
}

function trueFalse(say, name) {
  const inputs = ["true", "false"].map((value) => h("input", { class: "option__input", type: "radio", name, value }));
  const list = h("ul", { class: "options options--pair" }, ...inputs.map((input, n) => h("li", { class: "options__half" },
    h("label", { class: "option" }, input, h("span", { class: "option__text" }, say(n ? "false" : "true"))))));
  return { parts: [list], read: () => { const found = inputs.find((one) => one.checked); return { answer: found ? found.value === "true" : null }; } };
}

function typed(label, name, hint) {
  const input = h("input", { type: "text", id: name, maxlength: 200, autocomplete: "off", "aria-describedby": hint ? `${name}-how` : null });
  return { input, part: h("div", { class: "field" }, h("label", { class: "field__label", for: name }, label), input, hint ? h("p", { class: "field__hint", id: `${name}-how` }, hint) : null) };
}

function picks(rows, options, name, rank) {
  const selects = rows.map((row, n) => h("select", { class: `joins__pick${rank ? " joins__pick--rank" : ""}`, id: `${name}-${n}` },
    ...options.map(([value, text]) => h("option", { value }, text))));
  const items = rows.map((row, n) => {
    const label = h("label", { class: "joins__text", for: `${name}-${n}` }, row.text);
    return h("li", { class: "joins__row" }, ...(rank ? [selects[n], label] : [label, selects[n]]));
  });
  const chosen = () => Object.fromEntries(rows.map((row, n) => [row.id, selects[n].value]).filter(([, value]) => value));
  return { list: h(rank ? "ol" : "ul", { class: "joins" }, ...items), chosen };
}

const DRAW = {
  single_choice: (body, say, name) => choices(body, false, name),
  multiple_choice: (body, say, name) => choices(body, true, name),
  true_false: (body, say, name) => trueFalse(say, name),
  fill_blank(body, say, name) {
    const fields = Array.from({ length: body.stem.split("____").length - 1 }, (_, n) => typed(say("blank", { n: n + 1 }), `${name}-${n}`));
    return { parts: fields.map((one) => one.part), read: () => ({ blanks: fields.map((one) => one.input.value.trim()) }) };
  },
  numeric(body, say, name) {
    const field = typed(say("answer"), name, say("numeric_hint") + (body.unit_rule && body.unit_rule !== "optional" ? say("unit_needed") : ""));
    return { parts: [field.part], read: () => ({ value: field.input.value.trim() }) };
  },
  matching(body, say, name) {
    const made = picks(body.left, [["", say("choose")], ...body.right.map((one, n) => [one.id, `${LETTERS[n] ?? n + 1}. ${one.text}`])], name, false);
    const partners = h("ol", { class: "joins__partners", type: "A" }, ...body.right.map((one) => h("li", {}, one.text)));
    return { parts: [h("p", { class: "question__hint" }, say("match_hint")), partners, made.list], read: () => ({ pairs: made.chosen() }) };
  },
  ordering(body, say, name) {
    const places = body.items.map((_, n) => [String(n + 1), String(n + 1)]);
    const made = picks(body.items, [["", "—"], ...places], name, true);
    return {
      parts: [h("p", { class: "question__hint" }, say("order_hint")), made.list],
      read: () => ({ ranks: Object.fromEntries(Object.entries(made.chosen()).map(([id, place]) => [id, Number(place)])) }),
    };
  },
  short_answer(body, say, name) {
    const field = h("textarea", { id: name, rows: 6, maxlength: 20000 });
    const part = h("div", { class: "field" }, h("label", { class: "field__label", for: name }, say("answer")), field);
    return { parts: [part], read: () => ({ text: field.value.trim() }) };
  },
  case_group(body, say, name) {
    const drawn = body.parts.map((part, n) => draw(part.kind, part.body, say, `${name}-${n}`));
    const parts = drawn.map((one, n) => h("fieldset", { class: "question" }, h("legend", { class: "question__legend" }, `（${n + 1}）`), ...one.parts));
    return { parts, read: () => ({ parts: drawn.map((one) => one.read()) }) };
  },
};

export function draw(kind, body, say, name = `o${last += 1}`) {
  const made = DRAW[kind](body, say, name);
  return { parts: [stem(body.stem.replaceAll("____", "（　　）")), ...made.parts], read: made.read };
}

export const known = (kind) => kind in DRAW;

// ---- what is right, in words, beneath the answer
const named = (rows, id) => rows.find((one) => one.id === id)?.text ?? "";
const SOLVE = {
  single_choice: (body, key) => key.right.map((id) => named(body.options, id)),
  multiple_choice: (body, key) => key.right.map((id) => named(body.options, id)),
  true_false: (body, key, say) => [say(key.answer ? "true" : "false")],
  fill_blank: (body, key, say) => key.blanks.map((accepted, n) => `${say("blank", { n: n + 1 })}：${accepted.join(" / ")}`),
  numeric: (body, key) => key.answers.filter((one) => one.fraction === "1").map((one) => `${one.value} ${key.units?.[0]?.name ?? ""}`.trim()),
  matching: (body, key) => body.left.map((one) => `${one.text} — ${named(body.right, key.pairs[one.id])}`),
  ordering: (body, key) => key.order.map((id, n) => `${n + 1}. ${named(body.items, id)}`),
  short_answer: (body, key) => (key.model_answer ? [key.model_answer] : (key.criteria ?? []).map((one) => one.text)),
  case_group: (body, key, say) => body.parts.flatMap((part, n) => [`（${n + 1}）`, ...SOLVE[part.kind](part.body, key.parts[n], say)]),
};

export function solution(row, say) {
  try { return SOLVE[row.kind](row.body, row.key, say).filter(Boolean); } catch { return []; }
}
