// Ordering questions: buttons that move an entry up or down. The number boxes stay the real fields.
export function makeMovable(question, words, changed) {
  for (const list of question.querySelectorAll("[data-ordering]")) {
    const rows = () => [...list.querySelectorAll("[data-ordering-entry]")];
    const ranks = rows().map((row) => Number(row.querySelector("select").value) || 0);
    if (ranks.every((rank) => rank > 0)) {
      rows().sort((a, b) => a.querySelector("select").value - b.querySelector("select").value).forEach((row) => list.append(row));
    }
    const renumber = () => rows().forEach((row, n) => { row.querySelector("select").value = String(n + 1); });
    for (const row of rows()) {
      for (const [word, step] of [[words.up, -1], [words.down, 1]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--quiet";
        button.textContent = word;
        button.addEventListener("click", () => {
          const all = rows();
          const other = all[all.indexOf(row) + step];
          if (!other) return;
          if (step < 0) list.insertBefore(row, other); else list.insertBefore(other, row);
          renumber();
          button.focus();
          changed();
        });
        row.append(button);
      }
    }
  }
}
