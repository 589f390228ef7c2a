// A notice that is on the screen for two seconds has been read; without this script a button says so.
const form = document.querySelector("[data-reads]");

if (form) {
  setTimeout(async () => {
    if (document.hidden) return;
    const headers = { Accept: "application/json" };
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    if (!reply?.ok) return;
    form.hidden = true;
    const state = document.querySelector("[data-state]");
    state.className = "status status--done";
    state.textContent = state.dataset.state;
  }, 2000);
}
