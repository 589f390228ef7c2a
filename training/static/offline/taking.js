// /my/offline/: taking courses along, going on where it stopped, bringing up to date, putting back.
import { drop, room, take } from "./pack.js";
import { queueBox } from "./shelf.js";
import * as store from "./store.js";
import { sync } from "./sync.js";
import { h, moment, size, words } from "./words.js";

const able = self.isSecureContext && "indexedDB" in self && "caches" in self && "serviceWorker" in navigator;

class Course {
  constructor(section, learner, say) {
    Object.assign(this, { section, learner, say, course: section.dataset.course, state: "", running: false, stop: false });
    this.box = section.querySelector("[data-offline-controls]");
    this.words = h("p", { role: "status" });
    this.bar = h("progress", { max: 100, value: 0, hidden: true, "aria-label": section.dataset.title });
    this.acts = h("div", { class: "row" });
    this.withSound = h("input", { type: "checkbox" });
    const sound = Number(section.dataset.soundBytes);
    this.choice = sound ? h("p", {}, h("label", {}, this.withSound, ` ${say("with_sound", { size: size(sound) })}`)) : null;
    this.box.replaceChildren(...[this.words, this.bar, this.choice, this.acts].filter(Boolean));
    this.box.hidden = false;
    self.addEventListener("online", () => { if (this.state === "offline") this.run(); });
  }

  button(key, act, look = "", values = {}) {
    return h("button", { class: `button ${look}`, type: "button", onclick: act }, this.say(key, values));
  }

  async draw() {
    const { say } = this;
    const pack = await store.read("packs", [this.learner, this.course]);
    const remove = this.button("put_back", () => this.away(), "button--quiet");
    if (this.running) { this.acts.replaceChildren(this.button("pause", () => { this.stop = true; }, "button--quiet")); return; }
    this.bar.hidden = !pack || pack.state === "whole";
    if (!pack) {
      if (!this.state) this.words.textContent = "";
      this.acts.replaceChildren(this.button("take", () => this.run(), "button--primary", { size: size(Number(this.section.dataset.bytes)) }));
      return;
    }
    this.withSound.checked = pack.sound;
    const open = pack.start ? h("a", { class: "button", href: pack.start }, say("open")) : null;
    if (pack.state !== "whole") {
      if (!this.state) this.words.textContent = say("half", { done: size(pack.bytes), of: size(pack.of) });
      this.bar.value = pack.of ? (100 * pack.bytes) / pack.of : 0;
      this.acts.replaceChildren(this.button("go_on", () => this.run(), "button--primary"), remove);
    } else if (pack.version !== this.section.dataset.version) {
      this.words.textContent = say("outdated");
      this.acts.replaceChildren(this.button("update", () => this.run(), "button--primary"), ...(open ? [open] : []), remove);
    } else {
      this.words.textContent = say("held_since", { size: size(pack.bytes), at: moment(pack.at) });
      this.acts.replaceChildren(...(open ? [open] : []), remove);
    }
    if (this.choice) this.choice.hidden = pack.state === "whole" && pack.sound;
    if (pack.state === "whole" && this.choice && !pack.sound) this.acts.append(this.button("add_sound", () => { this.withSound.checked = true; this.run(); }, "button--quiet"));
  }

  async run() {
    if (this.running) return;
    Object.assign(this, { running: true, stop: false, state: "" });
    const { say } = this;
    navigator.storage?.persist?.().catch(() => {});
    this.bar.hidden = false;
    await this.draw();
    let said = 0;
    const step = ({ done, of }) => {
      this.bar.value = of ? (100 * done) / of : 0;
      // A reader aloud is told every tenth, not every file.
      const tenth = Math.floor((10 * done) / Math.max(of, 1));
      if (tenth !== said || !this.words.textContent) { said = tenth; this.words.textContent = say("taking", { done: size(done), of: size(of) }); }
    };
    this.words.textContent = say("starting");
    const { state, short } = await take({ learner: this.learner, course: this.course, url: this.section.dataset.pack, sound: this.withSound.checked, step, stopped: () => this.stop })
      .catch(() => ({ state: "offline" }));
    Object.assign(this, { running: false, state: state === "whole" ? "" : state });
    if (state === "whole") await this.arrived();
    else this.words.textContent = say(`ended_${state}`, { short: size(short ?? 0), others: await this.others(state) });
    await this.draw();
  }

  async arrived() {
    const pack = await store.read("packs", [this.learner, this.course]);
    this.section.dataset.version = pack.version;
    sync(true);
  }

  async others(state) {
    if (state !== "full") return "";
    const held = (await store.packsOf(this.learner)).filter((pack) => pack.course !== this.course && pack.bytes);
    return held.length ? this.say("may_go", { names: held.map((pack) => `《${pack.title}》${size(pack.bytes)}`).join("、") }) : this.say("free_phone", { room: size(await room()) });
  }

  async away() {
    if (!confirm(this.say("put_back_sure", { title: this.section.dataset.title }))) return;
    await drop(this.learner, this.course);
    this.state = "gone_now";
    this.words.textContent = this.say("put_back_done");
    await this.draw();
    this.state = "";
    sync(true);
  }
}

function installing(box, say) {
  if (!box || matchMedia("(display-mode: standalone)").matches) return;
  const agent = navigator.userAgent;
  const how = /MicroMessenger/i.test(agent) ? "install_wechat" : /iPhone|iPad/.test(agent) ? "install_apple" : "install_other";
  box.replaceChildren(h("h2", {}, say("install")), h("p", {}, say(how)));
  box.hidden = false;
  self.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    box.append(h("button", { class: "button", type: "button", onclick: () => event.prompt() }, say("install_now")));
  }, { once: true });
}

async function begin() {
  const plain = document.querySelector("[data-offline-plain]");
  if (plain) plain.hidden = true;
  if (!able) { document.querySelector("[data-offline-unavailable]").hidden = false; return; }
  const say = await words();
  installing(document.querySelector("[data-offline-install]"), say);
  const learner = document.querySelector("[data-offline-foot]")?.dataset.learner ?? await store.fact("learner");
  await store.beUsedBy(learner);
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  await queueBox(document.querySelector("[data-offline-queue]"));
  for (const section of document.querySelectorAll("[data-offline-pack]")) await new Course(section, learner, say).draw();
}

begin().catch(() => { document.querySelector("[data-offline-unavailable]").hidden = false; });
