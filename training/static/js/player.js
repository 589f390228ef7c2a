// Video and audio on a page: speeds, going on where one stopped, and telling the server which
// moments were played. Without this script everything still plays.
const EVERY = 20000;
const KEPT = "lvzhi.watched.";
const WEEK = 7 * 24 * 3600 * 1000;
const FASTEST = 2;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

function united(spans) {
  const found = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

// What is not told yet, on this device until the server has it. Telling it twice changes nothing.
function keep(key, report) {
  try {
    if (report) localStorage.setItem(key, JSON.stringify(report));
    else localStorage.removeItem(key);
  } catch { /* storage is full or off: this page still remembers */ }
}

function leftBehind(prefix) {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(prefix)) found.push([key, JSON.parse(localStorage.getItem(key))]);
    }
  } catch { /* nothing to find */ }
  return found;
}

async function send(url, report) {
  const fields = {
    csrfmiddlewaretoken: token(), opened: report.opened, moment: report.moment,
    position: report.position, spans: report.spans.map((span) => span.join("-")).join(","),
  };
  try {
    const reply = await fetch(url, {
      method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", keepalive: true,
      headers: { Accept: "application/json", "X-CSRFToken": fields.csrfmiddlewaretoken },
    });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

class Player {
  constructor(box) {
    this.box = box;
    this.media = box.querySelector("video, audio");
    this.line = box.querySelector("[data-player-state]");
    this.spans = [];
    this.from = null;
    this.last = 0;
    this.sending = false;
    this.offerSpeeds();
    this.keepOtherwise();
    this.media.addEventListener("loadedmetadata", () => this.resume(), { once: true });
    this.media.addEventListener("ratechange", () => this.slowDown());
    if (!box.dataset.beacon) return;
    this.prefix = `${KEPT}${box.dataset.beacon}.`;
    this.key = `${this.prefix}${box.dataset.opened}`;
    this.follow();
    this.sendLeftBehind();
  }

  offerSpeeds() {
    const bar = this.box.querySelector("[data-player-bar]");
    bar.hidden = false;
    bar.querySelector("[data-player-back]").addEventListener("click", () => {
      this.media.currentTime = Math.max(this.media.currentTime - 15, 0);
    });
    for (const button of bar.querySelectorAll("[data-speed]")) {
      button.addEventListener("click", () => { this.media.playbackRate = Number(button.dataset.speed); });
    }
  }

  // Without this script, and where a phone cannot play the file, the clock alone decides.
  keepOtherwise() {
    const form = this.box.querySelector("[data-player-otherwise]");
    if (!form) return;
    form.hidden = true;
    for (const source of this.media.querySelectorAll("source")) {
      source.addEventListener("error", () => { form.hidden = false; });
    }
    this.media.addEventListener("error", () => { form.hidden = false; });
  }

  slowDown() {
    if (this.media.playbackRate > FASTEST) { this.media.playbackRate = FASTEST; return; }
    this.media.defaultPlaybackRate = this.media.playbackRate;
    for (const button of this.box.querySelectorAll("[data-speed]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === this.media.playbackRate));
    }
  }

  resume() {
    const at = Number(this.box.dataset.position || 0);
    if (at > 3 && at < this.media.duration - 5 && this.media.currentTime < 1) this.media.currentTime = at;
  }

  follow() {
    const media = this.media;
    media.addEventListener("playing", () => this.note());
    media.addEventListener("timeupdate", () => this.note());
    media.addEventListener("seeking", () => this.close());
    media.addEventListener("pause", () => { this.note(); this.close(); this.report(); });
    media.addEventListener("ended", () => { this.close(); this.report(); });
    setInterval(() => { if (!media.paused || this.spans.length) this.report(); }, EVERY);
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.report(); });
    window.addEventListener("pagehide", () => this.report());
    window.addEventListener("online", () => this.report());
  }

  // Played is what went by at most a little faster than the speed says; anything else is a jump.
  note() {
    const at = this.media.currentTime;
    if (this.media.seeking) return;
    const step = at - this.last;
    if (this.from === null || step < 0 || step > 1.5 * this.media.playbackRate + 0.5) {
      this.close();
      this.from = at;
    }
    this.last = at;
  }

  close() {
    if (this.from !== null && this.last > this.from) {
      this.spans = united([...this.spans, [Math.round(this.from * 1000), Math.round(this.last * 1000)]]);
    }
    this.from = null;
  }

  async report() {
    const going = this.from !== null;
    this.close();
    if (going) this.from = this.last;
    if (!this.spans.length) return;
    const report = {
      opened: this.box.dataset.opened, spans: this.spans, at: Date.now(),
      position: this.media.ended ? 0 : Math.round(this.media.currentTime * 10) / 10,
      moment: Math.round(performance.now()),
    };
    keep(this.key, report);
    if (this.sending) return;
    this.sending = true;
    const reply = await send(this.box.dataset.beacon, report);
    this.sending = false;
    this.tell(reply);
    if (!reply || !reply.kept) return;
    const told = new Set(report.spans.map((span) => span.join("-")));
    this.spans = this.spans.filter((span) => !told.has(span.join("-")));
    if (!this.spans.length) keep(this.key, null);
  }

  async sendLeftBehind() {
    for (const [key, report] of leftBehind(this.prefix)) {
      if (key === this.key) continue;
      const reply = await send(this.box.dataset.beacon, report);
      if ((reply && reply.kept) || Date.now() - report.at > WEEK) keep(key, null);
      if (reply) this.tell(reply);
    }
  }

  tell(reply) {
    if (!this.line || this.box.dataset.done) return;
    const words = this.line.dataset;
    if (!reply) this.line.textContent = words.away;
    else if (reply.done) { this.line.textContent = words.doneWords; this.box.dataset.done = "yes"; }
    else this.line.textContent = words.watched.replace("{percent}", String(reply.percent));
  }
}

for (const box of document.querySelectorAll("[data-player]")) new Player(box);
