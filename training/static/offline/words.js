// The sentences of the offline pages, in the page's language; the worker keeps them on the phone.
let loaded = null;

export function words() {
  loaded ??= fetch(`/-/offline/words/${document.documentElement.lang === "en" ? "en" : "zh-hans"}.json`)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("no words"))))
    .catch((error) => { loaded = null; throw error; })
    .then((known) => (key, values = {}) => (known[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole));
  return loaded;
}

export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
export const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
