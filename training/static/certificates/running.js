/* 履职学堂 · asks for the page of a print run again until the file is there. */
const place = document.querySelector("[data-run]");

async function again() {
  try {
    const response = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-run]");
      if (fresh) {
        place.replaceChildren(...fresh.childNodes);
        place.dataset.run = fresh.dataset.run;
      }
    }
  } catch (problem) {
    /* The line is down for a moment: the next try may do. */
  }
  if (place.dataset.run === "going") setTimeout(again, 1500);
}

if (place && place.dataset.run === "going") setTimeout(again, 1500);
