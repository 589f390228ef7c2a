// A lesson: tell the server which sections were on screen and for how long, and when 学完了 may be
// pressed. Counts run from when the page was opened: a beacon that is lost or sent twice is harmless.
const form = document.querySelector("[data-reader]");

if (form && "IntersectionObserver" in window) {
  const sections = [...document.querySelectorAll("[data-section]")];
  const seen = new Set();
  const line = form.querySelector("[data-reader-line]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  form.querySelector("[name=client]").value = "script";

  const showing = new Set();
  const spent = new Map(sections.map((section) => [section.dataset.section, { seconds: 0, percent: 0 }]));

  const note = (entries) => {
    for (const entry of entries) {
      // A section counts once part of it was in the upper 85 % of the screen.
      if (entry.isIntersecting) { seen.add(entry.target.dataset.section); showing.add(entry.target); }
      else showing.delete(entry.target);
    }
  };
  let counted = performance.now();
  const count = () => {
    const now = performance.now();
    // A phone that slept, or a page in the background, was not being read.
    const passed = Math.min((now - counted) / 1000, 2);
    counted = now;
    if (document.hidden) return;
    for (const section of showing) {
      const kept = spent.get(section.dataset.section);
      const { top, height } = section.getBoundingClientRect();
      kept.seconds += passed / showing.size;
      kept.percent = Math.max(kept.percent, Math.min(((innerHeight - top) / Math.max(height, 1)) * 100, 100));
    }
  };
  setInterval(count, 1000);
  const observer = new IntersectionObserver(note, { rootMargin: "0px 0px -15% 0px" });
  sections.forEach((section) => observer.observe(section));

  const report = async () => {
    count();
    const times = [...spent].filter(([key]) => seen.has(key)).map(
      ([key, { seconds, percent }]) => ["spent", `${key}:${Math.floor(seconds)}:${Math.floor(percent)}`]);
    const body = new URLSearchParams([
      ["csrfmiddlewaretoken", token], ["opened", form.elements.opened.value],
      ...[...seen].map((key) => ["seen", key]), ...times,
    ]);
    try {
      const reply = await fetch(form.dataset.beacon, {
        method: "POST", body, credentials: "same-origin", keepalive: true,
        headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      if (reply.ok) tell(await reply.json());
    } catch { /* no line just now; the next beacon carries everything again */ }
  };

  const tell = (state) => {
    if (!line) return;
    const percent = Math.round((state.seen.length / Math.max(state.sections, 1)) * 100);
    line.textContent = line.dataset.template.replace("{percent}", String(percent));
  };

  report();
  setInterval(() => { if (!document.hidden) report(); }, 20000);
  document.addEventListener("visibilitychange", report);
  window.addEventListener("pagehide", report);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.reported) return;
    event.preventDefault();
    form.dataset.reported = "yes";
    // What came into view just now may not have been told to us yet.
    await new Promise((painted) => { requestAnimationFrame(() => requestAnimationFrame(painted)); });
    note(observer.takeRecords());
    await report();
    await new Promise((later) => { setTimeout(later, 0); });
    form.requestSubmit ? form.requestSubmit() : form.submit();
  });
}
