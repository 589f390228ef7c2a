// A kept page is drawn the same for everybody: text size, contrast, spacing and stillness are put on
// it here, from the cookies by which the server draws its own pages.
const NAMES = ["size", "contrast", "spacing", "motion"];

for (const part of document.cookie.split("; ")) {
  const [name, value] = part.split("=");
  if (NAMES.includes(name) && /^[a-z]+$/.test(value || "")) document.documentElement.dataset[name] = value;
}
