// What is on this phone, in words: courses that can be opened, what was not sent, what became of what was.
// On /my/offline/, and on the page that stands in for one that cannot be had without a line.
import "./display.js";
import * as store from "./store.js";
import { keepSending, sync } from "./sync.js";
import { h, moment, size, words } from "./words.js";

function waitingList(items, say) {
  const counts = new Map();
  for (const item of items) counts.set(item.kind, (counts.get(item.kind) ?? 0) + 1);
  return h("ul", {}, ...[...counts].map(([kind, n]) => h("li", {}, say(`did_${kind}`, { n }))));
}

function toldList(rows, say) {
  const refused = rows.filter((row) => row.outcome === "refused");
  const done = rows.filter((row) => row.outcome !== "refused").slice(0, 10);
  const line = (row) => h("li", {}, `${moment(row.at)}　${say(`one_${row.kind}`)}　`, row.outcome === "refused" ? row.words : say(row.state ? `arrived_${row.state}` : "arrived"));
  return [
    refused.length ? h("section", { class: "stack" }, h("h2", {}, say("refused")), h("ul", {}, ...refused.map(line)),
      h("button", { class: "button button--quiet", type: "button", onclick: async () => { for (const row of refused) await store.remove("told", row.client_id); dispatchEvent(new Event("lvzhi:queued")); } }, say("refused_seen"))) : null,
    done.length ? h("details", {}, h("summary", {}, say("arrived_lately")), h("ul", {}, ...done.map(line))) : null,
  ];
}

async function sealed(learner, say, redraw) {
  const others = await store.othersWaiting(learner);
  if (!others.length) return null;
  const away = async () => {
    if (!confirm(say("sealed_sure", { n: others.length }))) return;
    for (const owner of new Set(others.map((item) => item.learner))) await dropOther(owner);
    redraw();
  };
  return h("div", { class: "notice notice--warn" }, h("p", {}, say("sealed", { n: others.length })), h("button", { class: "button button--quiet", type: "button", onclick: away }, say("sealed_drop")));
}

async function dropOther(owner) {
  for (const item of await store.all("queue")) if (item.learner === owner) await store.remove("queue", item.client_id);
  for (const pack of await store.packsOf(owner)) {
    await store.remove("packs", [owner, pack.course]);
    await caches.delete(store.shelfOf(owner, pack.course));
  }
}

export async function queueBox(box) {
  const say = await words();
  const show = async ({ state, waiting, learner }) => {
    const [items, told, synced] = [learner ? await store.waitingOf(learner) : [], learner ? await store.toldTo(learner) : [], await store.fact("synced")];
    const status = state === "offline" ? "no_line" : state === "signed_out" ? "foot_signed_out" : "";
    const now = h("button", { class: "button", type: "button", onclick: async () => { now.disabled = true; const { state: after } = await sync(true); await show({ state: after, waiting: (await store.waitingOf(learner)).length, learner }); } }, say("send_now"));
    const parts = [
      waiting ? h("p", {}, h("span", { class: "status status--behind" }, say("foot_waiting", { n: waiting }))) : synced ? h("p", {}, h("span", { class: "status status--done" }, say("all_sent"))) : null,
      waiting ? waitingList(items, say) : null,
      status ? h("p", {}, say(status, { n: waiting }), state === "signed_out" ? h("a", { href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}` }, say("sign_in")) : null) : null,
      waiting ? now : null,
      synced ? h("p", { class: "muted" }, say("synced_at", { at: moment(synced.phone_at) })) : null,
      ...toldList(told, say),
      await sealed(learner, say, () => show({ state, waiting, learner })),
    ].filter(Boolean);
    box.replaceChildren(...parts);
    box.hidden = !parts.length;
  };
  keepSending(show);
}

export async function packLinks(box) {
  const [say, learner] = [await words(), await store.fact("learner")];
  const packs = learner ? await store.packsOf(learner) : [];
  const able = packs.filter((pack) => pack.start);
  box.replaceChildren(able.length
    ? h("ul", { class: "links", role: "list" }, ...able.map((pack) => h("li", { class: "links__item" }, h("a", { class: "links__link", href: pack.start },
      h("span", { class: "links__title" }, pack.title), h("span", { class: "muted" }, pack.state === "whole" ? say("held_since", { size: size(pack.bytes), at: moment(pack.at) }) : say("held_half"))))))
    : h("p", {}, say("nothing_held")));
}

async function standIn() {
  const place = document.querySelector("[data-offline-shelf]");
  if (!place) return;
  document.querySelector("[data-offline-again]")?.addEventListener("click", () => location.reload());
  await packLinks(place);
  await queueBox(document.querySelector("[data-offline-queue]"));
}

standIn().catch(() => { /* no storage: the page's own words say what to do */ });
