// Tells once, and without a name, what was looked for in vain.
const nothing = document.querySelector("[data-missed]");

if (nothing) {
  const told = `missed.${nothing.dataset.missed.split(":")[0]}`;
  let known = false;
  try {
    known = sessionStorage.getItem(told) !== null;
    sessionStorage.setItem(told, "1");
  } catch { /* Storage is off: a reload is counted again. */ }
  if (!known) {
    const body = new URLSearchParams({ missed: nothing.dataset.missed });
    const token = nothing.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(nothing.dataset.url, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
  }
}
