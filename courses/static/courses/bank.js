// 查重 while a question is written: asks the server a moment after the author stops typing, and when
// she presses the button. Without this script the same is said after a save.
const PAUSE = 1200;
const place = document.querySelector("[data-alike]");
const form = place?.closest("form");

if (form) {
  const button = place.querySelector("[data-alike-ask]");
  const found = place.querySelector("[data-alike-found]");
  const failed = place.querySelector("[data-alike-failed]");
  let timer = 0;
  let asked = "";
  let running = null;

  // A new question is saved by itself while it is written; from then on the form knows its address.
  const itself = () => /\/edit\/(\d+)\//.exec(form.action)?.[1] ?? place.dataset.alikeQuestion;

  const typed = () => {
    const fields = new FormData(form);
    fields.set("question", itself());
    return new URLSearchParams([...fields].filter(([, value]) => typeof value === "string"));
  };

  const ask = async ({ again = false } = {}) => {
    const body = typed();
    const said = body.toString();
    if (said === asked && !again) return;
    asked = said;
    running?.abort();
    running = new AbortController();
    try {
      const reply = await fetch(place.dataset.alikeUrl, {
        method: "POST",
        body,
        signal: running.signal,
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (!reply.ok) throw new Error(String(reply.status));
      found.innerHTML = await reply.text();
      failed.hidden = true;
    } catch (refused) {
      if (refused.name === "AbortError") return;
      failed.hidden = false;
      asked = "";
    }
  };

  button.hidden = false;
  button.addEventListener("click", () => ask({ again: true }));
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
}
