"""What our own styles and scripts weigh on every page, and that what a page shows finds its rules there."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders

from accounts.tests.factories import make_verified
from films.models import Video
from films.tests.factories import make_film
from reviews.models import Case
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

STYLES_LIMIT = 30_000
SCRIPTS_LIMIT = 20_000

PUBLIC = [
    "/",
    "/films/",
    "/films/?genre=drama&year_from=abc",
    "/films/?title=nothing-has-this-title",
    "{film}",
    "{film}credits/",
    "{film}similar/",
    "{film}reviews/",
    "{film}discussions/",
    "{person}",
    "{review}",
    "/reviews/{review_id}/versions/",
    "/discussions/{discussion}/",
    "/search/",
    "/search/?q=metropolis",
    "/search/?q=xxqqzz",
    "/members/ada/",
    "/members/ada/reviews/",
    "/members/ada/watchlist/",
    "/members/ada/diary/",
    "/members/ada/diary/2026/3/",
    "/members/ada/diary/entries/{viewing}/",
    "/members/ada/stats/",
    "/members/ada/stats/2026/",
    "/about/",
    "/about/moderation/",
    "/about/ranking/",
    "/offline/",
    "/nothing-here/",
    "/accounts/left/",
]
ENTRANCE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
MEMBERS = [
    "/my/films/",
    "/my/films/{film_id}/",
    "/my/films/{film_id}/review/",
    "/my/films/{film_id}/review/delete/",
    "/my/films/{film_id}/viewings/",
    "/my/viewings/{viewing}/",
    "/my/viewings/{viewing}/delete/",
    "/my/watchlist/",
    "/reviews/{others_review}/",
    "/reviews/{others_review}/comments/",
    "/comments/{comment}/answer/",
    "/comments/{comment}/edit/",
    "/comments/{comment}/delete/",
    "{film}discussions/new/",
    "/discussions/{discussion}/edit/",
    "/discussions/{discussion}/delete/",
    "/report/review/{others_review}/",
    "/search/elsewhere/?q=metropolis",
    "/accounts/settings/",
    "/accounts/notices/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/data/",
    "/accounts/delete/",
]
MODERATORS = ["/moderation/", "/moderation/cases/{case}/", "/moderation/appeals/", "/moderation/log/"]
PAGES = {"visitor": PUBLIC + ENTRANCE, "member": PUBLIC + MEMBERS, "moderator": PUBLIC + MODERATORS}

# What is swapped into another page has to find its rules there.
SWAPPED_INTO = [
    ("/my/films/{film_id}/", "/"),
    ("/my/films/{film_id}/", "/search/?q=metropolis"),
    ("/my/films/{film_id}/viewings/", "{film}"),
    ("/report/review/{others_review}/", "/reviews/{others_review}/"),
    ("/report/review/{others_review}/", "/members/ada/"),
    ("/comments/{comment}/answer/", "{review}"),
    ("/comments/{comment}/edit/", "/discussions/{discussion}/"),
]


@pytest.fixture
def world():
    """Pages with everything on them that they can have."""
    member = make_verified(username="ada")
    moderator = make_verified(username="moderator", is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    film = make_film(
        title="Metropolis", genres=["drama"], countries=["DE"], directors=["Fritz Lang"], cast=["Brigitte"]
    )
    Video.objects.create(film=film, key="abc", name="Trailer")
    make_user_film(user=member, film=make_film(title="M"), status="planned", rating=None)
    make_user_film(user=member, film=film, rating=10, favorite=True)
    review = make_review(user=member, film=film, title="Towers", body="# Below\n\n> said ||he||")
    others = make_review(film=film)
    discussion = make_discussion(user=member, film=film)
    comment = make_comment(user=member, review=review)
    make_comment(review=review, parent=comment)
    make_comment(user=member, discussion=discussion, review=None)
    return {
        "member": member,
        "moderator": moderator,
        "film": film.get_absolute_url(),
        "film_id": film.pk,
        "person": film.credits.get(job="Director").person.get_absolute_url(),
        "review": review.get_absolute_url(),
        "review_id": review.pk,
        "others_review": others.pk,
        "discussion": discussion.pk,
        "comment": comment.pk,
        "viewing": make_viewing(user=member, film=film, rating=10, note="Again.").pk,
        "case": Case.objects.create(review=others).pk,
    }


@cache
def read(name):
    return Path(finders.find(name)).read_bytes()


def linked(html):
    """The stylesheets and scripts of the page that are our own."""
    names = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/((?:css|js)/[^"]+)"', html)
    assert len(names) == len(set(names)), names
    return names


@cache
def classes_of(name):
    """The classes that the stylesheet has rules for."""
    without_comments = re.sub(r"/\*.*?\*/", "", read(name).decode(), flags=re.DOTALL)
    selectors = re.sub(r"{[^{}]*}", "{}", without_comments)
    return frozenset(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


@cache
def our_classes():
    """Those that we alone have rules for: what is Bootstrap's has a look without ours."""
    folder = Path(finders.find("css/site.css")).parent
    ours = frozenset().union(*(classes_of(f"css/{path.name}") for path in folder.glob("*.css")))
    return ours - classes_of("css/admin.css") - classes_of("bootstrap/css/bootstrap.min.css")


def unstyled(html, names):
    used = {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
    return (used & our_classes()) - frozenset().union(*(classes_of(name) for name in names if name.endswith(".css")))


def page(client, address):
    response = client.get(address, follow=True)
    assert response.status_code in (200, 404), address
    return response.text


@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_light_and_has_the_rules_of_what_it_shows(client, world, role):
    if role != "visitor":
        client.force_login(world[role])
    problems = []

    for address in PAGES[role]:
        html = page(client, address.format(**world))
        names = linked(html)
        styles = sum(len(read(name)) for name in names if name.endswith(".css"))
        scripts = sum(len(read(name)) for name in names if name.endswith(".js"))
        problems += [(address, styles, scripts)] if styles >= STYLES_LIMIT or scripts >= SCRIPTS_LIMIT else []
        problems += [(address, name) for name in unstyled(html, names)]

    assert problems == []


@pytest.mark.parametrize(("address", "into"), SWAPPED_INTO)
def test_fragments_find_their_rules_on_the_page_that_takes_them(client, world, address, into):
    client.force_login(world["member"])
    names = linked(page(client, into.format(**world)))

    fragment = client.get(address.format(**world), headers={"HX-Request": "true"}).text

    assert "<html" not in fragment
    assert unstyled(fragment, names) == set()
