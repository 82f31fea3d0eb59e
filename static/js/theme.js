// Runs before the page is painted: the theme that was chosen on this device, unless the member's own is set.
const root = document.documentElement;
root.classList.add("js");
const chosen = localStorage.getItem("theme");
if (!root.dataset.theme && (chosen === "dark" || chosen === "light")) root.dataset.theme = chosen;
