/* The list of sittings refreshes itself every 15 seconds while asked to; only GETs are sent. */
const EVERY = 15000;
const KEY = "sittings-auto";

async function refresh() {
  const live = document.querySelector("[data-sittings-live]");
  // Somebody who is typing, or holds focus in the list, is not disturbed.
  if (document.hidden || live.contains(document.activeElement)) return;
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!reply.ok || reply.redirected) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector("[data-sittings-live]");
    if (fresh) {
      live.replaceWith(fresh);
      offer();
    }
  } catch {
    /* The time beside the list says how old it is. */
  }
}

function offer() {
  const label = document.querySelector("[data-sittings-auto]");
  if (!label) return;
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = sessionStorage.getItem(KEY) === "on";
  box.addEventListener("change", () => {
    sessionStorage.setItem(KEY, box.checked ? "on" : "off");
    box.blur();
  });
}

offer();
setInterval(() => {
  if (sessionStorage.getItem(KEY) === "on") refresh();
}, EVERY);
