// Tells Wagtail's checker which links of a preview say nothing of where they lead; the rule and the
// words it looks for come with its configuration (cms/desk/checks.py).
const bar = document.querySelector("wagtail-userbar");

bar?.registerCheck("check-link-text", (link, { pattern }) => {
  const text = (link.getAttribute("aria-label") ?? link.textContent).trim().replace(/\s+/g, " ");
  return !new RegExp(pattern, "i").test(text);
});
