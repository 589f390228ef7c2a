// The wall: fetches what changes every half minute, keeps the last figures when the line is gone and
// says so. Without this file the page loads itself anew each minute.
const EVERY = 30000;
const KEPT = "lvzhi.wall.dark";
const wall = document.querySelector("[data-wall]");

if (wall && "fetch" in window) {
  const part = wall.querySelector("[data-part]");
  const broken = wall.querySelector("[data-broken]");
  const full = wall.querySelector("[data-full]");
  const dark = wall.querySelector("[data-dark]");

  const lost = (is) => {
    if (is && broken.hidden) broken.textContent = wall.dataset.lost;
    broken.hidden = !is;
  };

  const ask = async () => {
    try {
      const reply = await fetch(wall.dataset.wall, { credentials: "same-origin", cache: "no-store" });
      // A session that ended leads to the sign-in page: that is not what belongs on the wall.
      if (!reply.ok || reply.redirected) { lost(true); return; }
      part.innerHTML = await reply.text();
      lost(false);
    } catch { lost(true); }
  };

  const shade = (is) => {
    wall.classList.toggle("wall--dark", is);
    dark.setAttribute("aria-pressed", String(is));
    try { localStorage.setItem(KEPT, is ? "1" : ""); } catch { /* not remembered then */ }
  };
  const wide = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());

  dark.hidden = false;
  dark.addEventListener("click", () => shade(!wall.classList.contains("wall--dark")));
  if (document.documentElement.requestFullscreen) { full.hidden = false; full.addEventListener("click", wide); }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "f" || event.key === "F") wide();
    if (event.key === "d" || event.key === "D") shade(!wall.classList.contains("wall--dark"));
  });
  try { if (localStorage.getItem(KEPT)) shade(true); } catch { /* light then */ }
  setInterval(ask, EVERY);
  window.addEventListener("online", ask);
}
