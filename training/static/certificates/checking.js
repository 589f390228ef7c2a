/* 履职学堂 · checks the signature of a certificate in the browser: nothing is sent. Ed25519 (RFC 8032)
   in whole numbers, since not every phone's browser has it built in, and none of them on plain HTTP. */
"use strict";
(() => {
  const P = 2n ** 255n - 19n;
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (a, m = P) => ((a % m) + m) % m;
  const power = (base, exponent) => {
    let found = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
      if (e & 1n) found = mod(found * b);
    }
    return found;
  };
  const inverse = (a) => power(a, P - 2n);
  const D = mod(-121665n * inverse(121666n));
  const ROOT = power(2n, (P - 1n) / 4n);

  /* Points as [X, Y, Z, T]; the sum holds for every pair. */
  const sum = (a, b) => {
    const one = mod((a[1] - a[0]) * (b[1] - b[0]));
    const two = mod((a[1] + a[0]) * (b[1] + b[0]));
    const three = mod(2n * a[3] * b[3] * D);
    const four = mod(2n * a[2] * b[2]);
    const e = two - one, f = four - three, g = four + three, h = two + one;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (number, point) => {
    let found = [0n, 1n, 1n, 0n];
    for (let n = number, p = point; n > 0n; n >>= 1n, p = sum(p, p)) {
      if (n & 1n) found = sum(found, p);
    }
    return found;
  };
  const point = (y, odd) => {
    if (y >= P) return null;
    const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x - square)) x = mod(x * ROOT);
    if (mod(x * x - square) || (x === 0n && odd)) return null;
    if ((x & 1n) !== odd) x = P - x;
    return [x, y, 1n, mod(x * y)];
  };
  const number = (bytes) => bytes.reduceRight((all, one) => (all << 8n) | BigInt(one), 0n);
  const unpacked = (bytes) => {
    const whole = number(bytes);
    return point(whole & ((1n << 255n) - 1n), whole >> 255n);
  };
  const same = (a, b) => mod(a[0] * b[2] - b[0] * a[2]) === 0n && mod(a[1] * b[2] - b[1] * a[2]) === 0n;
  const BASE = point(mod(4n * inverse(5n)), 0n);

  /* SHA-512: its constants are the first bits of the roots of the first primes. */
  const WORD = (1n << 64n) - 1n;
  const root = (value, degree) => {
    let low = 0n, high = value;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** degree <= value) low = middle; else high = middle - 1n;
    }
    return low;
  };
  const primes = [];
  for (let n = 2n; primes.length < 80; n += 1n) if (primes.every((p) => n % p)) primes.push(n);
  const START = primes.slice(0, 8).map((p) => root(p << 128n, 2n) & WORD);
  const ROUND = primes.map((p) => root(p << 192n, 3n) & WORD);
  const turn = (x, n) => ((x >> n) | (x << (64n - n))) & WORD;
  const sha512 = (message) => {
    const blocks = Math.ceil((message.length + 17) / 128);
    const padded = new Uint8Array(blocks * 128);
    padded.set(message);
    padded[message.length] = 0x80;
    new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
    const view = new DataView(padded.buffer);
    let state = START.slice();
    for (let block = 0; block < blocks; block += 1) {
      const w = [];
      for (let t = 0; t < 80; t += 1) {
        if (t < 16) { w.push(view.getBigUint64(block * 128 + t * 8)); continue; }
        const a = w[t - 15], b = w[t - 2];
        const small = turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n), large = turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n);
        w.push((w[t - 16] + small + w[t - 7] + large) & WORD);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 80; t += 1) {
        const one = (h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & WORD & g)) + ROUND[t] + w[t]) & WORD;
        const two = ((turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & WORD;
        h = g; g = f; f = e; e = (d + one) & WORD; d = c; c = b; b = a; a = (one + two) & WORD;
      }
      state = [a, b, c, d, e, f, g, h].map((one, place) => (one + state[place]) & WORD);
    }
    const out = new Uint8Array(64), written = new DataView(out.buffer);
    state.forEach((one, place) => written.setBigUint64(place * 8, one));
    return out;
  };

  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const isSigned = (key, message, signature) => {
    const made = unpacked(key), first = unpacked(signature.slice(0, 32)), answer = number(signature.slice(32));
    if (!made || !first || answer >= L) return false;
    const challenge = number(sha512(joined(signature.slice(0, 32), key, message))) % L;
    return same(times(answer, BASE), sum(first, times(challenge, made)));
  };
  const fromHex = (text) => Uint8Array.from(text.match(/../g).map((pair) => parseInt(pair, 16)));
  const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  /* {verdict: good | forged | unknown | unreadable, fields: [text]} */
  const SHAPE = /LZ1\.([0-9a-f]{8})\.([A-Za-z0-9_-]{1,4000})\.([A-Za-z0-9_-]{86})/;
  const checked = (text, keys) => {
    const found = SHAPE.exec(text.replace(/\s/g, ""));
    if (!found) return { verdict: "unreadable", fields: [] };
    let fields;
    try {
      fields = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(found[2])));
    } catch (problem) {
      return { verdict: "unreadable", fields: [] };
    }
    if (!Array.isArray(fields) || fields.length !== 10) return { verdict: "unreadable", fields: [] };
    if (!keys[found[1]]) return { verdict: "unknown", fields };
    const message = new TextEncoder().encode(found[0].slice(0, found[0].lastIndexOf(".")));
    const good = isSigned(fromHex(keys[found[1]]), message, fromBase64(found[3]));
    return { verdict: good ? "good" : "forged", fields };
  };

  const TONES = { good: "ok", forged: "bad", unknown: "warn", unreadable: "warn" };
  const shown = (place, told) => {
    place.replaceChildren();
    const line = document.createElement("p");
    line.className = `notice notice--${TONES[told.verdict]}`;
    line.textContent = place.dataset[told.verdict];
    place.append(line);
    if (!told.fields.length || told.verdict === "forged" || !place.dataset.labels) return;
    const list = document.createElement("dl");
    list.className = "certificate__fields";
    place.dataset.labels.split("|").forEach((label, n) => {
      const name = document.createElement("dt"), value = document.createElement("dd");
      name.textContent = label;
      value.textContent = told.fields[n] || "—";
      list.append(name, value);
    });
    place.append(list);
  };

  const start = () => {
    const held = document.getElementById("signing-keys"), place = document.querySelector("[data-checked]");
    if (!held || !place) return;
    const keys = JSON.parse(held.textContent);
    const form = document.querySelector("[data-check]");
    if (form) {
      form.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        shown(place, checked(form.elements.text.value, keys));
        place.focus();
      });
      if (location.hash.includes("LZ1.")) form.elements.text.value = location.hash.slice(1);
    } else if (location.hash.includes("LZ1.")) {
      const told = checked(location.hash, keys);
      const other = told.verdict === "good" && told.fields[0] !== place.dataset.code;
      shown(place, other ? { verdict: "forged", fields: [] } : told);
    }
  };
  if (typeof BigInt === "function") start();
})();
