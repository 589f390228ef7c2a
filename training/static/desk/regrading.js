/* A long dry run goes on by itself; a regrading under way shows how far it has come. */
const PAUSE = 500;
const EVERY = 4000;

const form = document.querySelector("[data-go-on]");
if (form) setTimeout(() => form.requestSubmit(), PAUSE);

// Somebody who holds focus in the page is not disturbed.
if (document.querySelector("[data-reload]")) {
  setInterval(() => {
    const idle = document.activeElement === document.body || !document.activeElement;
    if (!document.hidden && idle) location.reload();
  }, EVERY);
}
