// Checking in on a weak line: what could not be sent is kept on this phone with the code and the
// moment, and sent when the line returns; staff then look at it. The forms do without this file.
const PREFIX = "lvzhi.checkin.";
const said = document.querySelector("[data-said]");

const say = (words) => { if (said && words) { said.textContent = words; said.className = "notice notice--info"; } };

const kept = () => {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(PREFIX)) found.push([key, JSON.parse(localStorage.getItem(key))]);
    }
  } catch { /* storage is off: there is nothing to send */ }
  return found;
};

const forget = (key) => { try { localStorage.removeItem(key); } catch { /* nothing to remove */ } };

const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1] || "";
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("csrftoken");

async function post(url, fields) {
  const reply = await fetch(url, {
    method: "POST", credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    body: new URLSearchParams(fields),
  });
  const told = reply.headers.get("Content-Type")?.startsWith("application/json") ? await reply.json() : null;
  return { status: reply.status, told };
}

let sending = false;

async function flush() {
  if (sending || !token()) return;
  sending = true;
  try {
    for (const [key, one] of kept()) {
      const { status, told } = await post(one.url, [["code", one.code], ["client_id", one.client], ["phone_at", one.at]]);
      // Anything but a plain answer is asked again later: signed out, or the server was busy.
      if (status !== 200 || !told) break;
      forget(key);
      say(told.text);
    }
  } catch { /* still no line */ } finally {
    sending = false;
  }
}

const form = document.querySelector("[data-check-in]");
if (form && "fetch" in window) {
  const { code, client, late } = form.dataset;
  const button = form.querySelector("button");

  const keep = () => {
    const one = { code, client, url: late, at: new Date().toISOString() };
    try { localStorage.setItem(`${PREFIX}${client}`, JSON.stringify(one)); } catch { return false; }
    return true;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say(said.dataset.sending);
    try {
      const { status, told } = await post(location.href, []);
      if (status === 401) { if (keep()) say(said.dataset.again); location.reload(); return; }
      if (status !== 200 || !told) throw new Error("no answer");
      if (told.url) { location.assign(told.url); return; }
      say(told.text);
      said.className = "notice notice--warn";
    } catch {
      keep();
      say(said.dataset.offline);
      said.className = "notice notice--warn";
    }
    button.disabled = false;
  });
}

// A refusal that was only shown is told to the server, so that staff can say why.
const report = document.querySelector("[data-report]");
if (report && "fetch" in window) post(location.href, []).catch(() => {});

window.addEventListener("online", flush);
flush();
