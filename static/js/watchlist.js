// The film that left the watchlist took the focused button with it: the list takes the focus, and its count is read out.
document.addEventListener("htmx:afterSettle", () => {
  const list = document.getElementById("results");
  if (document.activeElement === document.body) list?.focus({ preventScroll: true });
});
