import re

import pytest
from django.core import mail

from accounts.models import User
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.browser
WORDS = {
    "": {"search": "metroplis", "title": "Metropolis", "mean": "7.0"},
    "/ru": {"search": "метрополс", "title": "Метрополис", "mean": "7,0"},
}


@pytest.fixture
def film(live_server):
    film = make_film(title="Metropolis", title_ru="Метрополис", genres=["science-fiction"], directors=["Fritz Lang"])
    make_film(title="Nosferatu", title_ru="Носферату")
    for rating in (6, 6, 8):
        make_user_film(film=film, rating=rating)
    return film


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_sign_up_verify_search_rate_and_find_it_again(browser, film, prefix):
    journey(browser, film, prefix, javascript=True)


def test_the_same_without_javascript(browser_without_javascript, film):
    journey(browser_without_javascript, film, "", javascript=False)


def journey(browser, film, prefix, *, javascript):
    words = WORDS[prefix]
    browser.open(f"{prefix}/accounts/signup/")
    browser.fill(email="ada@example.org", username="ada", password1="a long secret 1843")
    browser.submit("main form")
    assert User.objects.get(username="ada").language == (prefix or "/en")[1:]

    browser.driver.get(link_of_last_mail())
    browser.submit("main form")
    browser.find(".menu summary")

    browser.open(f"{prefix}/")
    box = browser.find("header [name=q]")
    box.send_keys(words["search"])
    if javascript:
        browser.wait_for_text("header [role=listbox]", words["title"])
    browser.submit("header form[role=search]")
    browser.wait_for_path(f"{prefix}/search/")
    browser.follow(".film-card .card-title a")
    assert words["title"] in browser.find("h1").text
    assert browser.find(".big-mean strong").text in {"6.7", "6,7"}

    rate(browser, film, javascript=javascript)
    assert browser.find(".big-mean strong").text == words["mean"]

    browser.open(f"{prefix}/my/films/?rated=yes")
    assert words["title"] in browser.find(".film-card .card-title").text
    assert browser.find(".film-card .rate").text == "8"
    assert UserFilm.objects.get(user__username="ada").rating == 8
    assert browser.errors() == []


def rate(browser, film, *, javascript):
    label = f"label[for=r{film.pk}-8]"
    browser.find(label).click()
    if javascript:
        browser.wait(lambda driver: "(4" in driver.page_source or " 4 " in browser.find(".big-mean").text)
    else:
        browser.follow("form.rating button")


def link_of_last_mail():
    return re.search(r"http://\S+", mail.outbox[-1].body)[0]
