// The screen in the room: asks every two seconds or so for what changed, and at once when the code
// goes. Without this file the page loads itself anew.
const room = document.querySelector("[data-room]");

if (room && "fetch" in window) {
  const part = (name) => room.querySelector(`[data-${name}]`);
  const drawing = part("drawing");
  const [ground, dark] = drawing.querySelectorAll("path");
  let etag = "";
  let goes = Date.now() + Number(room.dataset.left) * 1000;

  const listed = (box, names) => box.replaceChildren(...names.map((name) => {
    const item = document.createElement("li");
    item.textContent = name;
    return item;
  }));

  const show = (told) => {
    part("code").hidden = !told.open;
    part("words").hidden = told.open;
    part("words").textContent = told.words;
    if (told.open) {
      drawing.setAttribute("viewBox", `0 0 ${told.side} ${told.side}`);
      ground.setAttribute("d", `M0 0h${told.side}v${told.side}H0z`);
      dark.setAttribute("d", told.path);
      part("number").textContent = told.number;
    }
    for (const name of ["here", "total", "late", "leave", "waiting", "missing-count"]) {
      const value = name === "missing-count" ? told.missing.length : told[name];
      part(`n-${name}`).textContent = String(value);
    }
    part("waiting-box").hidden = told.waiting === 0;
    listed(part("names"), told.missing);
    part("names").classList.toggle("room__names--many", told.missing.length > 30);
    part("everybody").hidden = told.missing.length > 0;
    part("late-box").hidden = told.latecomers.length === 0;
    part("latecomers").textContent = told.latecomers.join("　");
  };

  const ask = async () => {
    let wait = 2000 + Math.random() * 500;
    try {
      const headers = { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) };
      const reply = await fetch(room.dataset.room, { credentials: "same-origin", headers });
      if (reply.status === 200) {
        const told = await reply.json();
        etag = reply.headers.get("ETag") || "";
        goes = Date.now() + told.left * 1000;
        show(told);
      } else if (reply.status !== 304) throw new Error(String(reply.status));
      part("broken").hidden = true;
      // Not to show a code that went: asked for right after.
      const left = goes - Date.now();
      if (left > -1500 && left < wait) wait = Math.max(left + 150, 150);
    } catch {
      part("broken").hidden = false;
      wait = 4000;
    }
    setTimeout(ask, wait);
  };

  const toggle = part("toggle");
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    const box = part("missing-box");
    box.hidden = !box.hidden;
    toggle.textContent = box.hidden ? toggle.dataset.show : toggle.dataset.hide;
  });

  const full = part("full");
  if (document.documentElement.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
    });
  }
  navigator.wakeLock?.request("screen").catch(() => {});
  ask();
}
