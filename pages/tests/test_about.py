import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation

from films.models import RankingBasis
from pages.tests.html import links, parse, text

LANGUAGES = ["en", "ru"]


def get(client, name, language="en"):
    with translation.override(language):
        return client.get(reverse(name))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_about_credits_tmdb_and_leads_to_the_ranking(client, language):
    tree = parse(get(client, "about", language))

    main = tree.find(".//main")
    with translation.override(language):
        assert reverse("about_ranking") in links(main)
    assert "https://www.themoviedb.org/" in links(main)
    assert tree.find("html").get("lang") == language
    assert len(list(tree.iter("h1"))) == 1


def test_about_asks_the_database_nothing(client):
    assert get(client, "about").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_ranking_shows_the_numbers_it_ranks_by(client, language):
    RankingBasis.objects.update_or_create(id=1, defaults={"mean": 7.1234, "weight": 37, "min_votes": 5})

    response = get(client, "about_ranking", language)

    words = text(parse(response).find(".//main"))
    assert "(n × R + m × C) ⁄ (n + m)" in words
    assert "7.12" in words or "7,12" in words
    assert "37" in words
    assert " 5 " in words
    with translation.override(language):
        assert f"{reverse('films:list')}?sort=ranking" in links(parse(response))


@pytest.mark.parametrize("language", LANGUAGES)
def test_offline_page_needs_nothing_but_what_is_kept(client, language):
    response = get(client, "offline", language)

    tree = parse(response)
    assert tree.find("html").get("lang") == language
    assert tree.find(".//h1") is not None
    needed = {link.get("href") for link in tree.iter("link")} | {script.get("src") for script in tree.iter("script")}
    assert needed <= kept_files(client)


def kept_files(client):
    script = client.get("/sw.js").content.decode()
    return set(re.findall(r'"(/[^"]+)"', script.partition("self.addEventListener")[0]))


def test_service_worker_is_a_script_of_the_root_that_browsers_ask_for_anew(client):
    response = client.get("/sw.js")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "max-age=0"
    assert "{" + "%" not in response.content.decode()
    assert "&quot;" not in response.content.decode()


@pytest.mark.django_db
def test_service_worker_keeps_only_what_is_there(client):
    kept = kept_files(client)

    pages = {path for path in kept if not path.startswith("/static/")}
    assert pages == {"/offline/", "/ru/offline/"}
    assert all(client.get(path).status_code == 200 for path in pages)
    assert all(finders.find(path.removeprefix("/static/")) for path in kept - pages)
