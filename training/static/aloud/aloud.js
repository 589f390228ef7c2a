// Reading a page aloud with the device's own voice, a sentence at a time: a long text in one piece
// is cut off by some browsers, and pausing inside a piece does not work on many phones. So 暂停
// remembers the sentence and 继续 begins with it. Where there is no voice the bar stays hidden.
const BLOCKS = "h1,h2,h3,h4,p,li,dt,dd,th,td,legend,label,figcaption,blockquote";
const SILENT = "button,nav,form.reader,.hidden-visually,[aria-hidden=true],[data-aloud-silent]";
const SENTENCE = /[^。！？；!?;\n]+[。！？；!?;]*[”’"）)]*/g;
const LONGEST = 90;
const KEPT = "lvzhi.aloud.rate";

const seen = (element) => element.getClientRects().length > 0;

// Text that no smaller block says already.
function ownText(block) {
  if (!block.querySelector(BLOCKS)) return block.innerText;
  return [...block.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE || (node.matches && !node.matches(BLOCKS) && !node.querySelector(BLOCKS)))
    .map((node) => node.textContent).join("");
}

function cut(sentence) {
  if (sentence.length <= LONGEST) return [sentence];
  return sentence.match(/[^，,、：:]+[，,、：:]*/g).reduce((parts, piece) => {
    const last = parts.length - 1;
    if (last >= 0 && parts[last].length + piece.length <= LONGEST) parts[last] += piece;
    else parts.push(piece);
    return parts;
  }, []);
}

export function sentencesOf(regions) {
  const found = [];
  for (const region of regions) {
    const blocks = region.matches(BLOCKS) ? [region] : [...region.querySelectorAll(BLOCKS)];
    for (const block of blocks) {
      if (!seen(block) || block.closest(SILENT)) continue;
      const text = ownText(block).replace(/\s+/g, " ").trim();
      for (const sentence of text.match(SENTENCE) || []) {
        for (const part of cut(sentence.trim())) if (/[\p{L}\p{N}]/u.test(part)) found.push({ block, text: part });
      }
    }
  }
  return found;
}

function keptRate() {
  try { return localStorage.getItem(KEPT) || ""; } catch { return ""; }
}

class Reader {
  constructor(bar) {
    this.bar = bar;
    this.synth = window.speechSynthesis;
    this.play = bar.querySelector("[data-aloud-play]");
    this.end = bar.querySelector("[data-aloud-stop]");
    this.rate = bar.querySelector("[data-aloud-rate]");
    this.line = bar.querySelector("[data-aloud-line]");
    this.queue = [];
    this.at = 0;
    this.turn = 0; // what an utterance of an earlier turn reports is nobody's business any more
    this.speaking = false;
    const kept = keptRate();
    if ([...this.rate.options].some((option) => option.value === kept)) this.rate.value = kept;
    this.play.addEventListener("click", () => (this.speaking ? this.pause() : this.go()));
    this.end.addEventListener("click", () => this.stop("stopped"));
    this.rate.addEventListener("change", () => this.changeRate());
    window.addEventListener("pagehide", () => this.hush());
    bar.hidden = false;
  }

  say(word) { this.line.textContent = word ? this.bar.dataset[word] : ""; }

  show(word) { this.play.textContent = this.bar.dataset[word]; this.end.hidden = word === "listen"; }

  voice() {
    const voices = this.synth.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang));
    return voices.find((one) => /cn|hans/i.test(one.lang) && one.localService) || voices.find((one) => /cn|hans/i.test(one.lang)) || voices[0];
  }

  go() {
    if (this.queue.length === 0) {
      this.queue = sentencesOf(document.querySelectorAll(this.bar.dataset.aloud));
      this.at = 0;
    }
    if (this.queue.length === 0) { this.say("nothing"); return; }
    this.speaking = true;
    this.show("pause");
    this.say("reading");
    this.next();
  }

  next() {
    const now = this.queue[this.at];
    if (!now) { this.stop("finished"); return; }
    if (!seen(now.block)) { this.stop("stopped"); return; }
    this.mark(now.block);
    this.turn += 1;
    const turn = this.turn;
    const words = new SpeechSynthesisUtterance(now.text);
    words.lang = "zh-CN";
    const voice = this.voice();
    if (voice) words.voice = voice;
    words.rate = Number(this.rate.value);
    words.onend = () => { if (turn === this.turn) { this.at += 1; this.next(); } };
    words.onerror = () => { if (turn === this.turn) this.stop("silent"); };
    this.synth.speak(words);
  }

  mark(block) {
    if (this.marked === block) return;
    if (this.marked) this.marked.classList.remove("aloud-now");
    this.marked = block;
    if (!block) return;
    block.classList.add("aloud-now");
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) block.scrollIntoView({ block: "center" });
  }

  hush() { this.turn += 1; this.speaking = false; this.synth.cancel(); }

  pause() { this.hush(); this.show("resume"); this.say("paused"); }

  stop(word) {
    this.hush();
    this.queue = [];
    this.mark(null);
    this.show("listen");
    this.say(word);
  }

  changeRate() {
    try { localStorage.setItem(KEPT, this.rate.value); } catch { /* not remembered then */ }
    if (this.speaking) { this.hush(); this.speaking = true; this.next(); }
  }
}

const bar = document.querySelector("[data-aloud]");
if (bar && "speechSynthesis" in window && "SpeechSynthesisUtterance" in window) {
  const sound = document.querySelector(".player__sound");
  const recorded = bar.querySelector("[data-aloud-recorded]");
  if (sound && recorded) { recorded.hidden = false; recorded.querySelector("a").href = `#${sound.closest(".player").id}`; }
  new Reader(bar);
}
