// One's own code: the next one is fetched before this one goes.
const box = document.querySelector("[data-own-code]");

if (box && "fetch" in window) {
  const [ground, dark] = box.querySelectorAll("svg path");
  const drawing = box.querySelector("svg");
  const number = box.querySelector("[data-number]");
  const state = box.querySelector("[data-state]");

  const show = (told) => {
    drawing.setAttribute("viewBox", `0 0 ${told.side} ${told.side}`);
    ground.setAttribute("d", `M0 0h${told.side}v${told.side}H0z`);
    dark.setAttribute("d", told.path);
    number.textContent = told.number;
    state.textContent = "";
  };

  let timer = 0;

  const next = async () => {
    clearTimeout(timer);
    let wait = 5;
    try {
      const reply = await fetch(box.dataset.ownCode, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!reply.ok) throw new Error(String(reply.status));
      const told = await reply.json();
      show(told);
      wait = told.left;
    } catch {
      state.textContent = state.dataset.stale;
    }
    clearTimeout(timer);
    timer = setTimeout(next, wait * 1000 + 200);
  };

  timer = setTimeout(next, Number(box.dataset.left) * 1000 + 200);
  // A phone that slept shows an old code until it wakes.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) next(); });
  // The screen stays on while the code is shown, where the browser can.
  navigator.wakeLock?.request("screen").catch(() => {});
}
