"""A review from the first word to a reader's vote, with and without JavaScript."""

import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.models import Review
from reviews.tests.factories import make_review

pytestmark = pytest.mark.browser


@pytest.fixture
def film():
    return make_film(title="Metropolis")


def test_preview_follows_what_is_typed_and_the_review_is_published(browser, film):
    browser.resize(1280, 1600)  # the whole form, as Bootstrap scrolls smoothly
    browser.log_in(make_user(username="anna"))
    browser.open(film.get_absolute_url())
    browser.follow(".own-review a")

    browser.fill(title="Machines", body="It **moves**, and ||it floods||.")
    browser.wait_for_text("#preview strong", "moves")
    assert "it floods" not in browser.find("#preview").text
    browser.find("#preview .spoiler").click()
    browser.wait_for_text("#preview .spoiler", "it floods")
    assert not Review.objects.exists()
    browser.follow(".write-buttons .btn-primary")

    browser.wait_for_path(Review.objects.select_related("film").get().get_absolute_url())
    assert browser.find("h1").text == "Machines"
    assert browser.errors() == []


def test_vote_swaps_in_place_and_keeps_the_focus(browser, film):
    review = make_review(film=film)
    browser.log_in(make_user())
    browser.open(review.get_absolute_url())

    browser.find("#vote-yes").click()
    browser.wait_for_text(".vote", "1 of 1 member found it helpful")
    assert browser.driver.switch_to.active_element.get_attribute("id") == "vote-yes"
    browser.find("#vote-yes").click()

    browser.wait_for_text(".vote", "Nobody has voted on it yet.")
    assert browser.errors() == []


def test_filters_of_reviews_swap_and_the_back_button_returns(browser, film):
    make_review(film=film, title="In English")
    make_review(film=film, title="По-русски", language="ru")
    path = reverse("reviews:of_film", args=[film.pk, film.slug])
    browser.open(path)

    browser.find("[name=language] [value=ru]").click()
    browser.wait(lambda driver: len(browser.find_all(".review")) == 1)
    assert browser.driver.current_url.endswith(f"{path}?language=ru")
    browser.driver.back()

    browser.wait(lambda driver: len(browser.find_all(".review")) == 2)
    assert browser.errors() == []


def test_all_of_it_without_javascript(browser_without_javascript, film):
    browser = browser_without_javascript
    browser.resize(1280, 1600)
    browser.log_in(make_user(username="anna"))
    browser.open(reverse("reviews:write", args=[film.pk]))

    browser.fill(body="It **moves**.")
    browser.follow(".write-buttons .btn:nth-child(1)")
    assert browser.find("#preview strong").text == "moves"
    browser.follow(".write-buttons .btn:nth-child(2)")
    assert "Only you see it" in browser.find("main").text
    browser.follow(".review-tools a")
    browser.follow(".write-buttons .btn-primary")
    review = Review.objects.select_related("film").get()
    assert review.is_published

    browser.driver.delete_all_cookies()
    browser.log_in(make_user())
    browser.open(review.get_absolute_url())
    browser.follow("#vote-no")
    assert "0 of 1 member found it helpful" in browser.find(".vote").text
