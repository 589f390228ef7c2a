// Answers that the server has not acknowledged yet. Kept on this device until a 200 arrives.
// Every page load counts as a device of its own, so that two tabs can never share a sequence number;
// what a closed tab left unsent is adopted by the next page of the same paper.
const PREFIX = "lvzhi.unsent.";
// A connection that died without a word may not hold up what waits; characters a millisecond on the slowest line.
const PATIENCE = 30000;
const SLOWEST = 2;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function leftBehind(prefix) {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(prefix)) found.push([key, JSON.parse(localStorage.getItem(key))]);
    }
  } catch { /* storage is off: memory holds the queue */ }
  return found.sort((a, b) => a[1].at - b[1].at);
}

export class Outbox {
  constructor(paper, onReply) {
    this.prefix = `${PREFIX}${paper}.`;
    this.device = newId();
    this.seq = 0;
    this.onReply = onReply;
    this.sending = null;
    this.waiting = new Map(leftBehind(this.prefix));
  }

  get size() { return this.waiting.size; }

  positions() { return new Set([...this.waiting.values()].map((answer) => answer.position)); }

  put(position, url, fields) {
    this.seq += 1;
    const key = `${this.prefix}${this.device}.${position}`;
    const answer = {
      at: Date.now(), position: Number(position), url,
      fields: [...fields, ["device", this.device], ["seq", String(this.seq)],
        ["client_id", newId()], ["client_at", new Date().toISOString()]],
    };
    // To the end: a question that goes on changing keeps no other one waiting.
    this.waiting.delete(key);
    this.waiting.set(key, answer);
    try { localStorage.setItem(key, JSON.stringify(answer)); } catch { /* full or off: memory still holds it */ }
  }

  acknowledge(key, sent) {
    if (this.waiting.get(key) !== sent) return;
    this.waiting.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing to remove */ }
  }

  // One sender for everybody who asks: it goes on until nothing waits or the line does not answer, so what
  // is given while a save is in the air goes once, as it is by then.
  flush(token) {
    this.sending ??= this.sendAll(token).finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll(token) {
    while (this.size) {
      const [key, sent] = this.waiting.entries().next().value;
      const reply = await this.send(sent, token);
      if (!reply) return;
      this.acknowledge(key, sent);
      this.onReply(sent.position, reply);
    }
  }

  async send(sent, token) {
    const body = new URLSearchParams(sent.fields);
    body.set("csrfmiddlewaretoken", token);
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(), PATIENCE + body.toString().length / SLOWEST);
    try {
      const answer = await fetch(sent.url, {
        // A browser refuses to keep more than 64 kB alive beyond the page: a long text goes without.
        method: "POST", body, credentials: "same-origin", keepalive: body.toString().length < 60000,
        headers: { Accept: "application/json", "X-CSRFToken": token }, signal: clock.signal,
      });
      if (answer.status === 401 || answer.status === 403) { this.onReply(0, { signed_out: true }); return null; }
      if (answer.status === 400) return { refused: true };
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    } finally { clearTimeout(timer); }
  }
}
