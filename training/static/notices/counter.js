// How long a text message has become: signs, and how many messages they take.
const field = document.querySelector("[data-sms]");
const line = document.querySelector("[data-sms-count]");

if (field && line) {
  const parts = (length) => (length <= 70 ? Math.min(length, 1) : Math.ceil(length / 67));
  const show = () => {
    const { length } = field.value;
    line.textContent = line.dataset.words.replace("{n}", length).replace("{parts}", parts(length));
  };
  line.hidden = false;
  field.addEventListener("input", show);
  show();
}
