/* Keying papers without a mouse: Enter goes to the next box, from the last one on to the button. */
const form = document.querySelector("[data-keying]");
const boxes = [...form.querySelectorAll(".keying__table input, .keying__table textarea")];

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
  const at = boxes.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  const next = boxes[at + 1];
  if (next) {
    next.focus();
    next.select();
  } else {
    form.requestSubmit();
  }
});

/* What was looked at is no longer what stands here: the next press checks again. */
form.addEventListener("input", () => {
  const seen = form.querySelector("[name=seen]");
  if (!seen) return;
  seen.remove();
  form.querySelector(".keying__buttons button").textContent = form.dataset.again;
});

const wrong = form.querySelector("[aria-invalid]");
if (wrong) wrong.focus();
else if (form.querySelector("[name=seen]"))
  form.querySelector(".keying__buttons button").focus({ preventScroll: true });
else if (boxes.length) boxes[0].focus();
