// Answers of a paper as this device last knew them, sent or not, with the step the server gave them. The document
// may be older than they are: one that the phone kept, or one that was loaded before the line went.
const PREFIX = "lvzhi.kept.";

export class Kept {
  constructor(paper) { this.prefix = `${PREFIX}${paper}.`; }

  of(position) {
    try { return JSON.parse(localStorage.getItem(this.prefix + position)); } catch { return null; }
  }

  write(position, row) {
    try { localStorage.setItem(this.prefix + position, JSON.stringify(row)); } catch { /* full or off: the outbox still holds what is not sent */ }
  }

  put(position, fields, step) { this.write(position, { fields, step: Number(step) }); }

  // The server has it. Where another device's answer stands instead, this one is forgotten.
  confirm(position, { step, current }) {
    const row = this.of(position);
    if (!row) return;
    if (current === false) { try { localStorage.removeItem(this.prefix + position); } catch { /* storage is off */ } return; }
    this.write(position, { ...row, step: Number(step) });
  }

  // Whether this device knows something newer than the question in the document.
  isNewer(question, unsent) {
    const row = this.of(question.dataset.question);
    return row !== null && (unsent || row.step > Number(question.dataset.step));
  }

  fill(question) {
    const { fields, step } = this.of(question.dataset.question);
    const given = (field) => fields.filter(([name]) => name === field.name).map(([, value]) => value);
    for (const field of question.querySelectorAll("input, select, textarea")) {
      if (!field.name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = given(field).includes(field.value);
      else if (field.type !== "hidden") field.value = given(field)[0] ?? "";
    }
    question.dataset.step = String(Math.max(step, Number(question.dataset.step)));
  }
}
