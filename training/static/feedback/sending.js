// Without a network the form stays as it is, and says so; sent again it is still one.
const form = document.getElementById("feedback");
const offline = document.getElementById("offline");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  offline.hidden = true;
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (reply.redirected) {
      location.assign(reply.url);
      return;
    }
    if (reply.status < 500) {
      form.submit(); // Nothing was taken: let the page itself say why.
      return;
    }
  } catch {
    // No line.
  }
  offline.hidden = false;
  button.disabled = false;
  offline.scrollIntoView({ block: "center" });
});
