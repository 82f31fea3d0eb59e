// Suggestions while typing: the combobox of WAI-ARIA 1.2 over a search form that works without them.
const DELAY = 150;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/; // one such letter says as much as a word of others
const boxes = new WeakMap();
let open = null;

function boxOf(target) {
  const form = target.closest?.("[data-suggest-url]");
  if (!form) return null;
  if (!boxes.has(form)) {
    const box = {
      form,
      input: form.querySelector("[name=q]"),
      list: form.querySelector("[role=listbox]"),
      status: form.querySelector("[role=status]"),
      active: -1,
    };
    box.input.setAttribute("role", "combobox");
    box.input.setAttribute("aria-autocomplete", "list");
    box.input.setAttribute("aria-controls", box.list.id);
    box.input.setAttribute("aria-expanded", "false");
    boxes.set(form, box);
  }
  return boxes.get(form);
}

const optionsOf = (box) => box.list.querySelectorAll("[role=option]");

function show(box) {
  if (open && open !== box) hide(open);
  open = box;
  box.list.hidden = false;
  box.input.setAttribute("aria-expanded", "true");
}

function hide(box) {
  activate(box, -1);
  box.list.hidden = true;
  box.input.setAttribute("aria-expanded", "false");
  if (open === box) open = null;
}

function stop(box) {
  clearTimeout(box.timer);
  box.request?.abort();
}

function activate(box, index) {
  box.active = index;
  box.input.removeAttribute("aria-activedescendant");
  optionsOf(box).forEach((option, place) => {
    option.setAttribute("aria-selected", String(place === index));
    if (place !== index) return;
    box.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  });
}

async function ask(box, text) {
  box.request = new AbortController();
  const { signal } = box.request;
  try {
    const response = await fetch(`${box.form.dataset.suggestUrl}?q=${encodeURIComponent(text)}`, { signal });
    if (!response.ok) throw new Error(response.status);
    const html = await response.text();
    if (signal.aborted) return;
    box.list.innerHTML = html;
    box.list.scrollTop = 0;
    optionsOf(box).forEach((option, place) => { option.id = `${box.list.id}-${place}`; });
    box.status.textContent = box.list.querySelector("[data-status]").dataset.status;
    activate(box, -1);
    if (optionsOf(box).length && document.activeElement === box.input) show(box);
    else hide(box);
  } catch {
    // Outdated, or the server cannot answer: the form still submits.
    if (!signal.aborted) forget(box);
  }
}

function forget(box) {
  box.list.replaceChildren();
  box.status.textContent = "";
  hide(box);
}

document.addEventListener("focusin", (event) => boxOf(event.target));

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (!box) return;
  stop(box);
  const text = box.input.value.trim();
  if ([...text].length > 1 || WIDE.test(text)) box.timer = setTimeout(ask, DELAY, box, text);
  else forget(box);
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.target !== box.input || event.isComposing) return;
  const last = optionsOf(box).length - 1;
  const move = {
    ArrowDown: () => (box.active < last ? box.active + 1 : 0),
    ArrowUp: () => (box.active > 0 ? box.active - 1 : last),
    Home: () => (box.active < 0 ? null : 0),
    End: () => (box.active < 0 ? null : last),
  }[event.key]?.();
  if (move != null && last >= 0) {
    event.preventDefault();
    show(box);
    activate(box, move);
  } else if (event.key === "Enter" && box.active >= 0) {
    event.preventDefault();
    optionsOf(box)[box.active].click();
  } else if (event.key === "Enter" || event.key === "Tab") {
    stop(box);
    hide(box);
  } else if (event.key === "Escape" && open === box) {
    event.preventDefault(); // a search field would clear itself
    stop(box);
    hide(box);
  }
});

// The field keeps the focus while an option is clicked on.
document.addEventListener("mousedown", (event) => {
  if (open?.list.contains(event.target)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (open && !open.form.contains(event.target)) hide(open);
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box && !box.form.contains(event.relatedTarget)) {
    stop(box);
    hide(box);
  }
});

document.querySelectorAll("[data-suggest-url]").forEach(boxOf);
