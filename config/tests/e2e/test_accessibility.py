"""axe on every type of page, in both themes, at the width of a phone and of a desk."""

from datetime import timedelta
from importlib.resources import files

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.services.reviewing import ReviewText, publish_review
from reviews.tests.cases import make_appeal, make_case, make_decision, make_moderator
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

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
    "/members/kurosawa.fan/watchlist/",
    "/accounts/left/",
    "/members/kurosawa.fan/diary/",
    "/members/kurosawa.fan/diary/2026/3/",
    "/members/kurosawa.fan/stats/",
    "/members/kurosawa.fan/stats/2026/",
    "/about/",
    "/about/ranking/",
    "/about/moderation/",
    "/films/{film_id}-seven-samurai/discussions/",
    "/films/{film_id}-seven-samurai/discussions/?room=spoilers",
    "/discussions/{discussion}/",
    "/discussions/{discussion}/?thread={comment}",
    "/members/kurosawa.fan/diary/entries/{viewing}/",
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
    "/my/watchlist/",
    "/my/watchlist/?title=nothing-has-this-title",
    "/members/kurosawa.fan/",
    "/members/kurosawa.fan/diary/",
    "/members/kurosawa.fan/stats/2026/",
    "/my/films/{film_id}/viewings/",
    "/my/viewings/{viewing}/",
    "/my/viewings/{viewing}/delete/",
    "/accounts/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/data/",
    "/accounts/delete/",
    "/accounts/notices/",
    "/ru/accounts/notices/",
    "/films/{film_id}-seven-samurai/discussions/",
    "/films/{film_id}-seven-samurai/discussions/new/",
    "/discussions/{discussion}/",
    "/discussions/{discussion}/edit/",
    "/discussions/{discussion}/delete/",
    "/reviews/{review_id}/comments/",
    "/comments/{comment}/answer/",
    "/comments/{comment}/edit/",
    "/comments/{comment}/delete/",
    "/reviews/{review_id}/versions/",
    "/report/review/{review_id}/",
    "/appeals/{decision}/",
    "{hidden_review}",
]
SUSPENDED = [
    "/accounts/suspended/",
    "{film}",
    "{review}",
    "/discussions/{discussion}/",
    "/films/{film_id}-seven-samurai/discussions/",
    "/my/films/{film_id}/",
]
MODERATORS = [
    "/moderation/",
    "/moderation/?origin=words",
    "/moderation/cases/{case}/",
    "/moderation/cases/{member_case}/",
    "/moderation/cases/{appealed_case}/",
    "/moderation/appeals/",
    "/moderation/log/",
    "/accounts/notices/",
    "{hidden_review}",
]
PATHS = {"visitor": PUBLIC, "member": MEMBERS, "moderator": MODERATORS, "suspended": SUSPENDED}


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
    viewing = make_viewing(user=member, film=film, rating=10, is_rewatch=True, note="In the rain.", place="The Rex")
    make_viewing(user=member, film=film, watched_on=None, precision="unknown")
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
        "viewing": viewing.pk,
        "person": person.get_absolute_url(),
        "member": member,
        "seen": film,
    }


@pytest.fixture
def talk(places):
    """What is said about the film, and what moderators make of it."""
    member, film, moderator = places["member"], make_film(title="Ikiru"), make_moderator(username="judge")
    discussion = make_discussion(user=member, film=places["seen"], body="# Why\n\n||he stays||")
    comment = make_comment(user=member, discussion=discussion)
    make_comment(parent=make_comment(parent=comment))
    make_comment(parent=comment, state="deleted", body="")
    review = make_review(user=member, film=film, state="hidden", body="Buy it.")
    closed = make_case(review, closed_at=timezone.now())
    decision = make_decision(closed, member=member, moderator=moderator)
    appeal = make_appeal(moderator=make_moderator())
    suspended = make_user(suspended_until=timezone.now() + timedelta(days=7))
    for user, action, url in ((member, "hide", f"/appeals/{decision.pk}/"), (suspended, "suspend", "/appeals/1/")):
        data = {"action": action, "target": "review", "name": "Ikiru", "reason": "Spam.", "until": "2026-12-24T00:00Z"}
        Notice.objects.create(user=user, kind="decision", data=data, url=url)
    return {
        "discussion": discussion.pk,
        "comment": comment.pk,
        "decision": decision.pk,
        "hidden_review": review.get_absolute_url(),
        "case": make_case(make_review(user=make_user(name="Sold Out"))).pk,
        "member_case": make_case(make_user(bio="Cheap films."), kind="member").pk,
        "appealed_case": appeal.case_id,
        "moderator": moderator,
        "suspended": suspended,
    }


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("who", ["visitor", "member", "moderator", "suspended"])
def test_axe_finds_nothing(browser, places, talk, who, width):
    """In the light theme nothing but the colors can be worse than in the dark one."""
    browser.resize(width)
    if who != "visitor":
        browser.log_in((places | talk)[who])

    found = []
    for path in PATHS[who]:
        browser.set_theme("dark")
        browser.open(path.format(**places, **talk))
        found += [f"{path} {problem}" for problem in check(browser)]
        browser.set_theme("light")
        found += [f"{path} light {problem}" for problem in browser.driver.execute_async_script(RUN, ["color-contrast"])]

    assert not found, "\n" + "\n".join(found)
    missing = [error for error in browser.errors() if "404" in error or "403" in error]
    assert ["/nothing-here/" in error for error in missing] == ([True] if who == "visitor" else [])


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
