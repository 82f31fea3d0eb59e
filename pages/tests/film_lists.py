from django.urls import reverse
from django.utils import translation

from pages.tests.html import card_titles, parse

HTMX = {"HX-Request": "true"}


def get_list(client, data=None, *, language="en", **kwargs):
    with translation.override(language):
        return client.get(reverse("films:list"), data or {}, **kwargs)


def found(client, data=None, **kwargs):
    response = get_list(client, data, **kwargs)
    assert response.status_code == 200
    return set(card_titles(parse(response)))


def ordered(client, data=None, **kwargs):
    return card_titles(parse(get_list(client, data, **kwargs)))


EVERYTHING = {"Solaris", "Alien", "Amélie", "Untold"}


CHIPS = {
    "title": "sol",
    "genre": ["drama", "science-fiction"],
    "without": ["horror"],
    "year_from": "1900",
    "year_to": "2000",
    "runtime_from": "10",
    "runtime_to": "300",
    "rating_from": "6.5",
    "votes_from": "1",
    "country": "SU",
    "language": "ru",
    "keyword": "space-station",
    "sort": "release",
    "match": "all",
    "mine": "unrated",
}
