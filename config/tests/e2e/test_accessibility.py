"""axe on every type of page, in both themes, at the width of a phone and of a desk."""

from importlib.resources import files

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.services.reviewing import ReviewText, publish_review
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.browser
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: arguments[0]}).then(
  (result) => done(result.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join(", "))),
  (error) => done([String(error)]));
"""
PUBLIC = [
    "/",
    "/films/",
    "/films/?genre=drama&year_from=abc",
    "/films/?title=nothing-has-this-title",
    "{film}",
    "{bare_film}",
    "{film}credits/",
    "{film}similar/",
    "{person}",
    "/search/",
    "/search/?q=seven",
    "/search/?q=xxqqzz",
    "/members/kurosawa.fan/",
    "/members/kurosawa.fan/reviews/",
    "/films/{film_id}-seven-samurai/reviews/",
    "/films/{film_id}-seven-samurai/reviews/?language=ru",
    "{review}",
    "/reviews/{review_id}/versions/",
    "/about/",
    "/about/ranking/",
    "/offline/",
    "/nothing-here/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/ru/films/",
]
MEMBERS = [
    "/",
    "/films/?genre=drama",
    "{film}",
    "/my/films/",
    "/my/films/?status=dropped",
    "/my/films/{film_id}/",
    "/my/films/{film_id}/review/",
    "/my/films/{film_id}/review/delete/",
    "{review}",
    "{spoiling_review}",
    "/members/kurosawa.fan/",
    "/accounts/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/sessions/",
]


@pytest.fixture
def places(live_server):
    member = make_user(username="kurosawa.fan", bio="Watches films in the rain.")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    film = make_film(
        title="Seven Samurai",
        title_ru="Семь самураев",
        original_title="七人の侍",
        original_language="ja",
        overview="A village hires seven masterless swordsmen.",
        genres=["drama", "action"],
        countries=["JP"],
        directors=["Akira Kurosawa"],
        cast=["Toshirō Mifune", "Takashi Shimura"],
    )
    for rating in (7, 9, 10):
        make_user_film(film=film, rating=rating)
    make_user_film(user=member, film=film, rating=10, favorite=True)
    bare = make_film(title="Untold", released_on=None, runtime_minutes=None)
    make_user_film(user=member, film=bare, rating=None, status="planned")
    review = make_review(
        user=member, film=film, title="Rain", body="# Mud\n\n> said ||he||\n\n- `x` https://example.org"
    )
    spoiling = make_review(film=film, has_spoilers=True)
    text = ReviewText("Rain", "# Mud and **rain**", has_spoilers=True, language="en")
    publish_review(user=spoiling.user, film=film, text=text, now=timezone.now())
    person = film.credits.get(job="Director").person
    return {
        "film": film.get_absolute_url(),
        "bare_film": bare.get_absolute_url(),
        "film_id": film.pk,
        "review": review.get_absolute_url(),
        "review_id": spoiling.pk,
        "spoiling_review": spoiling.get_absolute_url(),
        "person": person.get_absolute_url(),
        "member": member,
    }


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_axe_finds_nothing(browser, places, who, width, theme):
    browser.resize(width)
    browser.set_theme(theme)
    if who == "member":
        browser.log_in(places["member"])

    found = []
    for path in PUBLIC if who == "visitor" else MEMBERS:
        browser.open(path.format(**places))
        found += [f"{path} {problem}" for problem in check(browser)]

    assert not found, "\n" + "\n".join(found)


def test_axe_finds_nothing_in_the_dialog_for_rating(browser, places):
    browser.log_in(places["member"])
    browser.open("/films/")

    browser.find(".film-card .rate").click()
    browser.wait(lambda driver: browser.find("dialog[open] .scale-10"))

    assert check(browser) == []


def check(browser):
    problems = list(wide_content(browser))
    browser.driver.execute_script(AXE)
    return problems + browser.driver.execute_async_script(RUN, TAGS)


def wide_content(browser):
    width, room = browser.driver.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if width > room:
        yield f"the page is {width} px wide in {room} px"


def test_admin_index_is_reached_by_staff(browser, places):
    browser.log_in(make_staff())
    browser.open("/admin/")

    assert "FilmTracker" in browser.find("#site-name").text
    assert browser.errors() == []
