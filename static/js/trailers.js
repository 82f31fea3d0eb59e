// A trailer is a link to where it is; a click puts its player in the place of the link. Nothing is asked there before.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-player]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const player = document.createElement("iframe");
  player.className = "player";
  player.title = link.querySelector(".name").textContent;
  player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  player.referrerPolicy = "strict-origin-when-cross-origin"; // the site's own is stricter, and YouTube plays nothing then
  player.src = link.dataset.player;
  link.replaceWith(player);
  player.focus();
});
