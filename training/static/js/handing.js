// Handing in without a line: it is told honestly, kept on this device, and done once the line is back.
const PREFIX = "lvzhi.handing.";
const PATIENCE = 20000;

export async function lineIsThere() {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), PATIENCE);
  try {
    await fetch("/sw.js", { method: "HEAD", cache: "no-store", signal: clock.signal });
    return true;
  } catch { return false; } finally { clearTimeout(timer); }
}

// What the server's clock says is left; null where it does not say. A device's clock may have been moved.
export async function secondsLeft() {
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    const found = /data-seconds-left="(\d+)"/.exec(answer.ok && !answer.redirected ? await answer.text() : "");
    return found ? Number(found[1]) : null;
  } catch { return null; }
}

export class Waiting {
  constructor(paper, box, words) {
    Object.assign(this, { key: PREFIX + paper, box, words, on: false });
    try { this.on = localStorage.getItem(this.key) !== null; } catch { /* storage is off */ }
    if (this.on) this.show();
  }

  begin() {
    this.on = true;
    try { localStorage.setItem(this.key, "yes"); } catch { /* this page still knows */ }
    this.show();
  }

  end() {
    this.on = false;
    try { localStorage.removeItem(this.key); } catch { /* storage is off */ }
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  show() {
    if (this.box.firstChild) return;
    const told = document.createElement("p");
    told.textContent = this.words.handingWaits;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button button--quiet";
    back.textContent = this.words.handingBack;
    back.addEventListener("click", () => this.end());
    this.box.replaceChildren(told, back);
    this.box.hidden = false;
  }
}
