// The reader's own note: saved a moment after the last key, when the page is left, and again when
// the line is back. The form does the same without this file.
const form = document.querySelector("[data-note]");

if (form && "fetch" in window) {
  const text = form.querySelector("textarea");
  const base = form.querySelector("[name=base]");
  const state = form.querySelector("[data-note-state]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let stored = text.value;
  let timer = 0;
  let sending = false;

  const say = (words) => { if (state.textContent !== words) state.textContent = words; };

  const taken = (reply, sent) => {
    base.value = String(reply.revision);
    stored = reply.text;
    // Only what was not typed on meanwhile may be replaced.
    if (reply.merged && text.value === sent) text.value = reply.text;
    say(reply.merged ? state.dataset.merged : state.dataset.saved.replace("{at}", reply.at));
    if (text.value !== stored) later();
  };

  const save = async (leaving = false) => {
    const sent = text.value;
    if (sending || sent.trimEnd() === stored.trimEnd()) return;
    sending = true;
    if (!leaving) say(state.dataset.saving);
    try {
      const reply = await fetch(form.action, {
        method: "POST", credentials: "same-origin", keepalive: leaving,
        headers: { Accept: "application/json", "X-CSRFToken": token },
        body: new URLSearchParams([["csrfmiddlewaretoken", token], ["base", base.value], ["text", sent]]),
      });
      const told = reply.headers.get("Content-Type")?.startsWith("application/json") ? await reply.json() : null;
      if (reply.ok && told) taken(told, sent);
      else say(told?.reason || state.dataset.waiting);
    } catch {
      say(state.dataset.waiting);
      later(15000);
    } finally {
      sending = false;
    }
  };

  const later = (wait = 1500) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  text.addEventListener("input", () => { say(state.dataset.changed); later(); });
  text.addEventListener("blur", () => save());
  form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}
