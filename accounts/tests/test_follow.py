import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import services
from accounts.exceptions import SelfFollowError
from accounts.models import Follow

from .factories import make_follow, make_staff, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def follow(client, username, **kwargs):
    return client.post(reverse("accounts:follow", args=[username]), **kwargs)


def unfollow(client, username, **kwargs):
    return client.post(reverse("accounts:unfollow", args=[username]), **kwargs)


@pytest.fixture
def member(client):
    member = make_user(username="anna")
    client.force_login(member)
    return member


def pairs():
    return set(Follow.objects.values_list("follower__username", "followed__username"))


def test_follow_and_unfollow(client, member):
    make_user(username="boris")

    assert follow(client, "boris").url == "/members/boris/"
    assert pairs() == {("anna", "boris")}
    assert follow(client, "Boris").url == "/members/boris/"
    assert pairs() == {("anna", "boris")}
    assert unfollow(client, "boris").url == "/members/boris/"
    assert unfollow(client, "boris").url == "/members/boris/"
    assert pairs() == set()


def test_follow_with_htmx_returns_the_button(client, member):
    make_user(username="boris")

    page = follow(client, "boris", headers=HTMX).content.decode()
    assert page.lstrip().startswith('<div id="follow_button"')
    assert f'hx-post="{reverse("accounts:unfollow", args=["boris"])}"' in page
    assert "<strong>1</strong> follower" in page
    page = unfollow(client, "boris", headers=HTMX).content.decode()

    assert f'action="{reverse("accounts:follow", args=["boris"])}"' in page
    assert "<strong>0</strong> followers" in page


def test_follow_returns_to_next_on_this_site_only(client, member):
    make_user(username="boris")

    assert follow(client, "boris", data={"next": "/ru/films/"}).url == "/ru/films/"
    for url in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00"):
        assert follow(client, "boris", data={"next": url}).url == "/members/boris/"


def test_follow_of_oneself_is_refused(client, member):
    response = follow(client, "anna")

    assert response.url == "/members/anna/"
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["You cannot follow yourself."]
    assert pairs() == set()


@pytest.mark.parametrize("overrides", [{"is_private": True}, {"is_active": False}])
def test_follow_of_who_is_not_public_is_not_found(client, overrides):
    make_user(username="boris", **overrides)
    for viewer in (make_user(), make_staff()):
        client.force_login(viewer)
        assert follow(client, "boris").status_code == 404
    assert pairs() == set()


def test_follow_of_who_never_confirmed_the_address_is_not_found(client, member):
    boris = make_user(username="boris")
    EmailAddress.objects.create(user=boris, email=boris.email, primary=True)

    assert follow(client, "boris").status_code == 404


@pytest.mark.parametrize("username", ["nobody", "\x00", "%", "имя", "a" * 300])
def test_follow_of_nobody_is_not_found(client, member, username):
    assert follow(client, username).status_code == 404
    assert unfollow(client, username).status_code == 404


def test_visitor_is_led_to_the_login_and_back_to_the_profile(client):
    make_user(username="boris")
    login = f"{reverse('account_login')}?next=/members/boris/"

    assert follow(client, "boris").url == login
    assert unfollow(client, "boris").url == login
    assert follow(client, "boris", headers=HTMX).headers["HX-Redirect"] == login
    assert pairs() == set()


def test_follow_by_get_is_refused(client, member):
    make_user(username="boris")

    assert client.get(reverse("accounts:follow", args=["boris"])).status_code == 405
    assert client.get(reverse("accounts:unfollow", args=["boris"])).status_code == 405
    assert pairs() == set()


def test_follow_member_refuses_oneself():
    member = make_user()

    with pytest.raises(SelfFollowError):
        services.follow_member(follower=member, followed=member)
    with pytest.raises(IntegrityError, match="follow_not_self"), transaction.atomic():
        make_follow(follower=member, followed=member)


def test_follow_member_twice_is_one_follow():
    anna, boris = make_user(), make_user()

    first = services.follow_member(follower=anna, followed=boris)

    assert services.follow_member(follower=anna, followed=boris) == first
    with pytest.raises(IntegrityError, match="follow_once"), transaction.atomic():
        make_follow(follower=anna, followed=boris)
