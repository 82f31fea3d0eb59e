// The forms that open within a thread: cancelling takes them away, and focus goes where the reader goes on.
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-cancel-form]");
  const slot = cancel?.closest(".slot");
  if (!slot) return;
  event.preventDefault();
  const comment = slot.closest(".comment");
  slot.replaceChildren();
  comment.querySelector(".tools a")?.focus();
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "comments") return;
  const chosen = target.querySelector(".chosen");
  (chosen ?? target.querySelector("h2")).focus();
  chosen?.scrollIntoView({ block: "nearest" });
});
