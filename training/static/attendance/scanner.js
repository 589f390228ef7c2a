// Scanning deputies' codes with the browser's own camera, where it can read codes; elsewhere the
// phone's camera opens the same address, or the number is typed.
const box = document.querySelector("[data-scanner]");

if (box && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
  const video = box.querySelector("video");
  const start = box.querySelector("[data-start]");
  const state = box.querySelector("[data-state]");
  box.hidden = false;

  const watch = (detector) => {
    const look = async () => {
      try {
        const found = await detector.detect(video);
        const ours = found.map((one) => one.rawValue).find((text) => {
          try {
            const url = new URL(text);
            return url.origin === location.origin && url.pathname.startsWith(box.dataset.scanner);
          } catch { return false; }
        });
        if (ours) { location.assign(ours); return; }
      } catch { /* the picture is not there yet */ }
      setTimeout(look, 250);
    };
    look();
  };

  start.addEventListener("click", async () => {
    try {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await video.play();
      video.hidden = false;
      start.hidden = true;
      watch(detector);
    } catch {
      state.textContent = state.dataset.refused;
    }
  });
}
