import datetime

import pytest
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from accounts.tests.factories import make_verified
from films.tests.factories import make_film
from reviews.models import Viewing
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.browser


@pytest.fixture
def film(live_server):
    return make_film(title="Metropolis")


@pytest.fixture
def member(film):
    member = make_verified(username="ada")
    make_user_film(user=member, film=film, rating=7)
    return member


def test_log_a_rewatch_with_an_uncertain_date_and_find_it(browser, film, member):
    browser.log_in(member)
    browser.open(film.get_absolute_url())

    browser.find("#diary p a").click()
    browser.find("dialog[open] [name=precision][value=year]").click()
    assert browser.find("dialog [name=is_rewatch]").is_selected()
    browser.wait(lambda driver: not browser.find("dialog [name=day]").is_displayed())
    write(browser, "dialog")

    browser.wait_for_text("#diary", "1999")
    assert_found(browser, film)


def test_the_same_without_javascript(browser_without_javascript, film, member):
    browser = browser_without_javascript
    browser.log_in(member)
    browser.open(film.get_absolute_url())

    browser.follow("#diary p a")
    browser.find("main [name=precision][value=year]").click()
    write(browser, "main")

    browser.wait_for_path(film.get_absolute_url())
    assert_found(browser, film)


def test_page_keeps_its_other_parts_and_shows_what_was_hidden(browser, film):
    make_review(film=film, title="It floods")
    browser.log_in(make_verified(spoiler_safe=True))
    browser.open(film.get_absolute_url())
    assert browser.find("#film-reviews .veil").is_displayed()

    browser.find("#diary form button").click()

    browser.wait_for_text("#film-reviews", "It floods")
    assert browser.find(".own-review a").text == "Write a review"
    assert browser.find(".control [aria-pressed=true]").text == "Watched"
    assert browser.errors() == []


def write(browser, place):
    browser.find(f"{place} [name=year]").send_keys("1999")
    browser.find(f"{place} [name=note]").send_keys("With live music.")
    browser.submit(f"{place} .viewing-form")


def assert_found(browser, film):
    assert "again" in browser.find("#diary").text
    browser.find(".menu summary").click()
    browser.follow(".menu a[href='/members/ada/diary/']")
    assert browser.find(".diary-stretch h2").text == "Some time in 1999"
    row = browser.find(".diary-row").text
    assert "Metropolis" in row
    assert "With live music." in row
    viewing = Viewing.objects.get(film=film)
    assert (viewing.watched_on, viewing.precision) == (datetime.date(1999, 1, 1), "year")
    assert (viewing.is_rewatch, viewing.rating) == (True, 7)
    assert browser.errors() == []


def test_one_click_logs_today_and_the_next_is_asked_about(browser, film, member):
    browser.log_in(member)
    browser.open(film.get_absolute_url())

    browser.find("#diary [name=is_rewatch]").send_keys(Keys.ENTER)
    browser.wait_for_text("#diary", "is in your diary")
    browser.find("#diary form button").send_keys(Keys.ENTER)
    browser.wait_for_text("#diary", "Did you see it twice?")
    browser.find("#diary .viewing-form .btn-primary").send_keys(Keys.ENTER)
    browser.wait(lambda driver: len(browser.find_all("#diary li")) == 2)

    assert list(Viewing.objects.values_list("watched_on", flat=True)) == [timezone.localdate()] * 2
    assert [error for error in browser.errors() if "422" not in error] == []
