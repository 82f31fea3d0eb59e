"""One review through the hands of its author, a reader and a moderator, with and without JavaScript."""

import pytest
from django.urls import reverse

from accounts.tests.factories import make_verified
from films.tests.factories import make_film
from reviews.models import Appeal, Case, Comment, Review
from reviews.tests.cases import make_moderator

pytestmark = pytest.mark.browser


@pytest.fixture
def people(live_server):
    return {
        "author": make_verified(username="anna"),
        "reader": make_verified(username="ben"),
        "moderator": make_moderator(username="judge"),
    }


def test_a_review_is_judged_and_its_author_appeals(browser, people):
    film = make_film(title="Metropolis")
    be(browser, people["author"])
    browser.open(film.get_absolute_url())
    browser.follow(".own-review a")
    browser.fill(title="Machines", body="Buy it at **my** shop.")
    browser.wait_for_text("#preview strong", "my")
    publish_by_way_of_a_draft(browser, film)

    be(browser, people["reader"])
    browser.open(Review.objects.get().get_absolute_url())
    browser.find("#vote-no").click()
    browser.wait_for_text(".vote", "0 of 1 member found it helpful")
    browser.find(".comments textarea").send_keys("Is this an advertisement?")
    browser.find(".comments form button").click()
    browser.wait_for_text(".comment .text", "Is this an advertisement?")
    browser.find(".review-tools a").click()
    browser.find("dialog[open] [name=reason][value=spam]").click()
    browser.find("dialog[open] form .btn-primary").click()
    browser.wait_for_text("dialog[open]", "A moderator will look at it")

    hide(browser, people["moderator"])
    read_why_and_appeal(browser, people["author"])
    assert browser.errors() == []


def test_the_same_without_javascript(browser_without_javascript, people):
    browser = browser_without_javascript
    film = make_film(title="Metropolis")
    be(browser, people["author"])
    browser.open(film.get_absolute_url())
    browser.follow(".own-review a")
    browser.fill(title="Machines", body="Buy it at **my** shop.")
    browser.follow(".write-buttons .btn:nth-child(1)")
    assert browser.find("#preview strong").text == "my"
    assert not Review.objects.exists()
    publish_by_way_of_a_draft(browser, film)

    be(browser, people["reader"])
    browser.open(Review.objects.get().get_absolute_url())
    browser.follow("#vote-no")
    assert "0 of 1 member found it helpful" in browser.find(".vote").text
    browser.find(".comments textarea").send_keys("Is this an advertisement?")
    browser.submit(".comments form")
    assert browser.find(".comment .text").text == "Is this an advertisement?"
    browser.follow(".review-tools a")
    browser.find("main [name=reason][value=spam]").click()
    browser.submit("main form")
    assert "A moderator will look at it" in browser.find("main").text

    hide(browser, people["moderator"])
    read_why_and_appeal(browser, people["author"])
    assert browser.errors() == []


def be(browser, member):
    browser.resize(1280, 2000)  # the whole page, as Bootstrap scrolls smoothly
    browser.driver.delete_all_cookies()
    browser.log_in(member)


def publish_by_way_of_a_draft(browser, film):
    browser.follow(".write-buttons .btn:nth-child(2)")
    assert "Only you see it" in browser.find("main").text
    assert Review.objects.get().state == "draft"
    browser.open(film.get_absolute_url())
    browser.follow(".own-review a")
    browser.follow(".write-buttons .btn-primary")
    review = Review.objects.select_related("film").get()
    browser.wait_for_path(review.get_absolute_url())
    assert review.is_published
    assert browser.find(".review-main .text strong").text == "my"


def hide(browser, moderator):
    """From the queue, as the review was reported."""
    assert Comment.objects.get().user.username == "ben"
    be(browser, moderator)
    browser.open("/moderation/")
    browser.follow(".case-list h2 a")
    assert "shop" in browser.find(".case-body").text
    browser.find("[name=action][value=hide]").click()
    browser.fill(reason="It sells something.")
    browser.submit(".decision-form")
    assert Review.objects.get().state == "hidden"
    assert not Case.objects.open().exists()


def read_why_and_appeal(browser, author):
    review = Review.objects.select_related("film").get()
    be(browser, author)
    browser.open(review.get_absolute_url())
    assert "A moderator hid this review." in browser.find(".alert-danger").text
    assert "It sells something." in browser.find(".alert-danger").text
    browser.follow(".notice-link")
    assert browser.find(".notices .unread blockquote").text == "It sells something."
    browser.follow(".notices .unread p a")
    assert "It sells something." in browser.find("main").text
    browser.fill(text="There is no shop.")
    browser.submit("main form")
    assert "A moderator will read it" in browser.find("main [role=status]").text
    assert Appeal.objects.get().text == "There is no shop."

    browser.driver.delete_all_cookies()
    browser.open(reverse("reviews:of_film", args=[review.film_id, review.film.slug]))
    assert browser.find_all(".review") == []
