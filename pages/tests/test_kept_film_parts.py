import pytest

from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from films.models import (
    AlternativeTitle,
    Collection,
    Credit,
    Film,
    Genre,
    Keyword,
    Person,
    Video,
)
from films.tests.factories import make_film
from pages.tests.film_pages import make_full_film, page_of, tree_of
from pages.tests.html import text
from reviews.models import Discussion, Review
from reviews.tests.factories import make_discussion, make_review

pytestmark = pytest.mark.django_db


CHANGES = [
    (lambda: Film.objects.update(overview="Another ocean."), "Another ocean."),
    (lambda: Film.objects.update(runtime_minutes=61), "1 h 1 min"),
    (lambda: Credit.objects.update(character="Hari"), "Hari"),
    (lambda: Keyword.objects.update(name="Thought"), "Thought"),
    (lambda: Video.objects.update(name="Last trailer"), "Last trailer"),
    (lambda: AlternativeTitle.objects.filter(title="Other title 1").update(title="Солярис"), "Солярис"),
    (lambda: Review.objects.update(title="On second thought"), "On second thought"),
    (lambda: User.objects.update(name="Tarkovsky"), "Tarkovsky"),
    (lambda: Discussion.objects.update(title="Why the ocean?"), "Why the ocean?"),
    (lambda: Person.objects.update(name="Natalya"), "Natalya"),
    (lambda: Genre.objects.update(name="Philosophy"), "Philosophy"),
    (lambda: Collection.objects.update(name="Ocean films"), "Ocean films"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_detail_shows_at_once_what_changed(client, change, said):
    film = make_full_film(2)
    film.collection = Collection.objects.create(name="Soviet films")
    film.save(update_fields=["collection"])
    make_review(film=film)
    make_discussion(film=film)
    before = text(tree_of(client, film))

    change()

    assert said not in before
    assert said in text(tree_of(client, film))


def test_detail_shows_a_visitor_nothing_of_what_was_drawn_for_staff(client):
    film = make_film()
    make_review(film=film, title="Private thoughts", user=make_user(is_private=True))
    staff = make_staff()

    for viewer, sees in ((None, False), (staff, True), (None, False), (make_user(), False), (staff, True)):
        client.logout()
        if viewer:
            client.force_login(viewer)

        assert ("Private thoughts" in page_of(client, film).content.decode()) is sees


def test_detail_keeps_its_languages_apart(client):
    film = make_full_film(2)

    headings = [
        [text(heading) for heading in tree_of(client, film, language=language).iter("h2")]
        for language in ("en", "ru", "en")
    ]

    assert "Details" in headings[0]
    assert "Details" not in headings[1]
    assert headings[0] == headings[2]
