// A large file from the desk: refused before it is sent if it cannot be taken, then sent with a bar
// that shows how far it is. Without this script the form is sent as any other.
(() => {
  const size = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  function begin(input) {
    const words = JSON.parse(input.dataset.words);
    const limits = JSON.parse(input.dataset.limits);
    const advice = JSON.parse(input.dataset.advice);
    const line = document.createElement("p");
    line.className = "upload-line";
    line.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.className = "upload-bar";
    bar.max = 100;
    bar.hidden = true;
    input.after(line, bar);

    const say = (text, bad) => { line.textContent = text; line.classList.toggle("upload-line--bad", Boolean(bad)); };

    function refusal(file) {
      const kind = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
      if (!(kind in limits)) return filled(words.kind, { kind }) + (advice[kind] || "");
      if (file.size > limits[kind]) return filled(words.large, { size: size(file.size), limit: size(limits[kind]) });
      return "";
    }

    input.addEventListener("change", () => {
      const file = input.files[0];
      const told = file ? refusal(file) : "";
      say(told || (file ? size(file.size) : ""), told);
      if (told) { input.value = ""; return; }
      const title = input.form.querySelector("[name=title]");
      if (file && title && !title.value) title.value = file.name.replace(/\.[^.]*$/, "").slice(0, 120);
    });

    input.form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file) return;
      event.preventDefault();
      const fields = new FormData(input.form, event.submitter || undefined);
      const request = new XMLHttpRequest();
      request.open("POST", input.form.action || window.location.href);
      request.upload.addEventListener("progress", (told) => {
        const percent = told.lengthComputable ? Math.floor((told.loaded / told.total) * 100) : 0;
        bar.hidden = false;
        bar.value = percent;
        say(percent < 100 ? filled(words.sending, { percent, size: size(file.size) }) : words.checking);
      });
      request.addEventListener("load", () => {
        if (request.status >= 400) { bar.hidden = true; say(words.failed, true); return; }
        const back = new URL(request.responseURL);
        if (back.pathname !== window.location.pathname) { window.location.assign(request.responseURL); return; }
        // The form again, with what is wrong beside its fields.
        document.open();
        document.write(request.responseText);
        document.close();
      });
      request.addEventListener("error", () => { bar.hidden = true; say(words.failed, true); });
      say(filled(words.sending, { percent: 0, size: size(file.size) }));
      request.send(fields);
    });
  }

  const start = () => document.querySelectorAll("input[data-upload]").forEach(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
