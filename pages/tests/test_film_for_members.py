import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from pages.tests.film_pages import tree_of
from pages.tests.html import by_id, links, query
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def test_detail_has_no_control_for_visitors_but_the_way_to_the_login_and_back(client):
    film = make_film()

    tree = tree_of(client, film)

    my = by_id(tree, "my")
    assert list(my.iter("form")) == []
    login, signup = links(my)
    assert login.startswith(reverse("account_login"))
    assert signup.startswith(reverse("account_signup"))
    assert query(login) == query(signup) == [("next", film.get_absolute_url())]


def test_detail_shows_the_member_what_they_said(client):
    mark = make_user_film(rating=7, favorite=True)
    make_user_film(film=mark.film, rating=2)
    client.force_login(mark.user)

    control = by_id(tree_of(client, mark.film), f"control-{mark.film.pk}")

    checked = [radio.get("value") for radio in control.iter("input") if "checked" in radio.attrib]
    assert checked == ["7"]
    pressed = [(b.get("name"), b.get("value")) for b in control.iter("button") if b.get("aria-pressed") == "true"]
    assert pressed == [("status", ""), ("favorite", "")]
    assert [form.get("action") for form in control.iter("form")] == [
        reverse("reviews:rate", args=[mark.film.pk]),
        reverse("reviews:set_status", args=[mark.film.pk]),
    ]
    actions = {button.get("formaction") for button in control.iter("button")}
    assert reverse("reviews:clear_rating", args=[mark.film.pk]) in actions


def test_detail_shows_a_new_member_an_empty_control(client):
    film = make_film()
    client.force_login(make_user())

    control = by_id(tree_of(client, film), f"control-{film.pk}")

    assert [radio for radio in control.iter("input") if "checked" in radio.attrib] == []
    radios = [radio.get("value") for radio in control.iter("input") if radio.get("type") == "radio"]
    assert radios == [str(number) for number in range(1, 11)]
    assert {b.get("aria-pressed") for b in control.iter("button") if "aria-pressed" in b.attrib} == {"false"}
