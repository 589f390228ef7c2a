"""What design says of type, targets and reflow, asked of a page in the browser."""

from playwright.sync_api import Page

BASE = {"normal": 18, "large": 24, "huge": 30}
"""The main text in CSS pixels, at the browser's own default of 16."""
TARGET = {"normal": 44, "large": 60, "huge": 60}
"""The least height of what is pressed."""
SMALLEST = 0.875
"""Side notes are no smaller than this part of the main text."""
LEAST_LINE = 1.3

BROKEN = """
({ base, target, smallest, leastLine, width }) => {
  const found = [];
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const told = (e) => (e.outerHTML.replace(/\\s+/g, " ").slice(0, 110));
  const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const away = (e) => e.closest(".hidden-visually, .skip, svg, template, [hidden]");
  // The three buttons of the switch show their own size.
  const sample = (e) => e.closest(".sizes__button");
  for (const e of document.body.querySelectorAll("*")) {
    if (!shown(e) || away(e) || !own(e) || ["SCRIPT", "STYLE", "OPTION", "NOSCRIPT"].includes(e.tagName)) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    if (size < base * smallest - 0.5 && !sample(e)) found.push(`type ${size}px: ${told(e)}`);
    const line = parseFloat(style.lineHeight);
    const lines = e.getClientRects().length > 1 || e.getBoundingClientRect().height > 2.2 * size;
    if (lines && line && line < leastLine * size - 0.5 && !["SELECT", "BUTTON"].includes(e.tagName)) found.push(`line ${line / size}: ${told(e)}`);
  }
  const main = document.querySelector("main p, main li, main dd");
  if (main && parseFloat(getComputedStyle(document.body).fontSize) < base - 0.5) found.push("main text too small");
  // A link inside a sentence may be as high as its line; everything else is a target.
  const inSentence = (e) => e.tagName === "A" && getComputedStyle(e).display === "inline";
  for (const e of document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden]), textarea")) {
    if (!shown(e) || away(e) || inSentence(e)) continue;
    const label = e.labels && e.labels[0];
    const box = (["checkbox", "radio"].includes(e.type) && label ? label : e).getBoundingClientRect();
    if (box.height < target - 0.5) found.push(`target ${Math.round(box.width)}x${Math.round(box.height)}: ${told(e)}`);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > width) found.push(`scrolls sideways: ${wide}px`);
  return found;
}
"""


def broken(page: Page, size: str) -> list[str]:
    """What on the page in view breaks the contract at this text size, in lines."""
    asked = {"base": BASE[size], "target": TARGET[size]}
    width = (page.viewport_size or {})["width"]
    rules = {"smallest": SMALLEST, "leastLine": LEAST_LINE, "width": width}
    found: list[str] = page.evaluate(BROKEN, asked | rules)
    return found
