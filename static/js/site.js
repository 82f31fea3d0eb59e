// What every page needs: the theme switch, menus that close, and the dialog for rating.
const root = document.documentElement;

const systemTheme = () => (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-theme-switch]")) {
    const next = (root.dataset.theme || systemTheme()) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    localStorage.setItem("theme", next);
  }
  if (target.closest("[data-close-dialog]") || target.matches("dialog[open]")) target.closest("dialog").close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A card's button is found again by its place, also after a swap has put another one there.
const placeOf = (button) => {
  const acts = button.closest(".acts");
  if (!acts) return null;
  const name = acts.classList[1];
  return { name, index: [...document.querySelectorAll(`.${name}`)].indexOf(acts), title: button.title };
};
const focusOn = (place) => {
  const acts = place && document.querySelectorAll(`.${place.name}`)[place.index];
  acts?.querySelector(`[title="${CSS.escape(place.title)}"]`)?.focus();
};

// A control that was asked for from a card opens in the dialog; focus returns to the card when it closes.
let opener = null;
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.closest("dialog");
  if (!dialog || dialog.open) return;
  opener = placeOf(event.detail.requestConfig.elt);
  dialog.showModal();
});
document.addEventListener("close", () => focusOn(opener), true);

// A swap out of band that removes the focused button gives the focus to the button that took its place.
let lost = null;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.contains(document.activeElement)) lost = placeOf(document.activeElement);
});
document.addEventListener("htmx:oobAfterSwap", () => {
  focusOn(lost);
  lost = null;
});

// The button that clears a rating goes with it; the focus stays on the scale.
document.addEventListener("htmx:afterSettle", (event) => {
  if (document.activeElement === document.body && event.target.matches(".control")) {
    event.target.querySelector(".scale-10 input").focus({ preventScroll: true });
  }
});

// Fields left empty stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = event.detail;
  if (verb !== "get") return;
  for (const name of new Set(formData.keys())) {
    if (!formData.getAll(name).some(Boolean)) formData.delete(name);
  }
});

// What did not arrive is told, above the dialog too, and the scale shows again what is stored.
const failure = document.getElementById("failure");
const fail = ({ detail }) => {
  if ([401, 403].includes(detail.xhr.status)) return location.reload();
  (document.querySelector("dialog[open]") ?? document.body).append(failure);
  failure.hidden = false;
  const form = detail.elt.closest("form.rating");
  form?.reset();
  if (form) sayChecked(form);
};
for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(type, fail);
document.addEventListener("htmx:beforeRequest", () => (failure.hidden = true));

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js");

// The buttons of the cards share one form; each sends itself to its own address and its answer comes out of band.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!event.target.matches(".cards-form") || !button) return;
  event.preventDefault();
  window.htmx.ajax("POST", button.formAction, { source: button, swap: "none", values: { [button.name]: button.value } });
});

// The rating scale says in words what the pointer or the keyboard is on.
const sayChecked = (form) => {
  const said = form.querySelector("[data-rating-said]");
  said.textContent = form.querySelector(".scale-10 :checked")?.dataset.word ?? said.dataset.empty;
};
const sayRating = (event) => {
  const label = event.target.closest(".scale-10 label");
  const radio = label ? document.getElementById(label.htmlFor) : event.target.closest(".scale-10 input");
  if (!radio) return;
  const said = radio.closest("form").querySelector("[data-rating-said]");
  if (event.type === "pointerout") {
    sayChecked(radio.form);
  } else {
    said.dataset.empty ??= said.textContent;
    said.textContent = radio.dataset.word;
  }
};
for (const type of ["pointerover", "pointerout", "change"]) document.addEventListener(type, sayRating);
