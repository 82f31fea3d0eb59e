{% load static %}// Keeps the page that says "you are offline", with what it needs, and nothing else.
const CACHE = "offline-1";
const PAGES = { en: "/offline/", ru: "/ru/offline/" };
const FILES = [
  PAGES.en,
  PAGES.ru,
  "{% static "bootstrap/css/bootstrap.min.css" %}",
  "{% static "css/tokens.css" %}",
  "{% static "css/site.css" %}",
  "{% static "js/theme.js" %}",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") {
    const page = path.startsWith("/ru/") ? PAGES.ru : PAGES.en;
    event.respondWith(fetch(request).catch(() => caches.match(page)));
  } else if (FILES.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});
