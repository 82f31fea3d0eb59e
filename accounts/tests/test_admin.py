import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts import avatars
from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from accounts.tests.pictures import stored, upload

pytestmark = pytest.mark.django_db

MEMBERS = reverse("admin:accounts_user_changelist")


@pytest.fixture
def staff_client(client):
    client.force_login(make_staff())
    return client


def make_moderator(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user", "delete_user", *codenames])
    )
    return user


def change_url(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def member_data(user, **changes):
    return {
        "username": user.username,
        "language": user.language,
        "theme": user.theme,
        "is_active": "on",
        **({"is_staff": "on"} if user.is_staff else {}),
        **({"is_superuser": "on"} if user.is_superuser else {}),
        **changes,
    }


def listed(response):
    return {user.username for user in response.context["cl"].result_list}


def test_list_takes_as_many_queries_for_three_members(staff_client, django_assert_num_queries):
    staff_client.get(MEMBERS)

    with django_assert_num_queries(5):  # session, user, groups, count, members
        staff_client.get(MEMBERS)
    for _ in range(2):
        make_user()
    with django_assert_num_queries(5):
        staff_client.get(MEMBERS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ann"}, {"anna"}),
        ({"q": "Boris B"}, {"boris"}),
        ({"q": "ANNA@example.com"}, {"anna"}),
        ({"is_active__exact": "0"}, {"boris"}),
        ({"is_staff__exact": "1"}, {"boss"}),
    ],
)
def test_list_is_searched_and_filtered(client, query, expected):
    client.force_login(make_staff(username="boss"))
    make_user(username="anna", email="anna@example.com")
    make_user(username="boris", name="Boris B.", is_active=False)

    assert listed(client.get(MEMBERS, query)) == expected


def test_member_is_added_with_a_password(staff_client):
    data = {
        "username": "newcomer",
        "email": "new@example.org",
        "usable_password": "true",
        "password1": "a-long-passphrase",
        "password2": "a-long-passphrase",
    }
    url = reverse("admin:accounts_user_add")

    assert staff_client.get(url).status_code == 200
    staff_client.post(url, data)

    user = User.objects.get(username="newcomer")
    assert user.check_password("a-long-passphrase")
    assert user.email == "new@example.org"


def test_reserved_name_is_explained(staff_client):
    response = staff_client.post(reverse("admin:accounts_user_add"), {"username": "admin", "email": "a@example.org"})

    assert "This name is reserved." in response.content.decode()


def test_password_form_sets_a_new_one(staff_client):
    user = make_user()
    url = reverse("admin:auth_user_password_change", args=[user.pk])

    assert staff_client.get(url).status_code == 200
    staff_client.post(
        url,
        {
            "usable_password": "true",
            "password1": "a-long-passphrase",
            "password2": "a-long-passphrase",
            "set-password": "1",
        },
    )

    user.refresh_from_db()
    assert user.check_password("a-long-passphrase")


def test_member_is_changed_and_put_into_a_group(staff_client):
    user, group = make_user(), Group.objects.create(name="Reviewers")
    data = member_data(user, bio="Staff wrote this.", groups=[group.pk], email="other@example.org")
    User.objects.filter(pk=user.pk).update(theme="dark")

    staff_client.post(change_url(user), data | {"theme": "system"})

    email = user.email
    user.refresh_from_db()
    assert (user.bio, list(user.groups.all())) == ("Staff wrote this.", [group])
    assert user.email == email


def test_member_form_shows_the_picture_and_the_action_removes_it(
    staff_client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    user = make_user()
    avatars.set_avatar(user=user, image=upload())

    page = staff_client.get(change_url(user)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(MEMBERS, {"action": "remove_pictures", "_selected_action": [user.pk, make_user().pk]})

    assert user.avatar.url in page
    user.refresh_from_db()
    assert not user.avatar
    assert stored(tmp_path) == []


def test_members_are_deleted_one_by_one_and_in_bulk(staff_client):
    first, second, third, stays = (make_user() for _ in range(4))

    page = staff_client.get(reverse("admin:accounts_user_delete", args=[first.pk])).content.decode()
    staff_client.post(reverse("admin:accounts_user_delete", args=[first.pk]), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [second.pk, third.pk], "post": "yes"}
    staff_client.post(MEMBERS, data)

    assert first.username in page
    assert set(User.objects.filter(is_superuser=False)) == {stays}


@pytest.mark.parametrize("rank", [{"is_superuser": True}, {"is_staff": True}])
def test_moderator_cannot_touch_staff(client, rank):
    target = make_user(**{"is_staff": True, **rank})
    client.force_login(make_moderator())

    answers = [
        client.post(change_url(target), member_data(target, bio="X")),
        client.post(reverse("admin:accounts_user_delete", args=[target.pk]), {"post": "yes"}),
        client.post(reverse("admin:auth_user_password_change", args=[target.pk]), {"password1": "x"}),
        client.post(MEMBERS, {"action": "delete_selected", "_selected_action": [target.pk], "post": "yes"}),
    ]
    client.post(MEMBERS, {"action": "remove_pictures", "_selected_action": [target.pk]})

    assert [answer.status_code for answer in answers] == [403] * 4
    assert User.objects.get(pk=target.pk).bio == ""


def test_moderator_cannot_make_staff(client):
    user, group = make_user(), Group.objects.create(name="Bosses")
    client.force_login(make_moderator())

    client.post(change_url(user), member_data(user, bio="X", is_staff="on", is_superuser="on", groups=[group.pk]))

    user.refresh_from_db()
    assert (user.bio, user.is_staff, user.is_superuser, user.groups.count()) == ("X", False, False, 0)


def test_administrator_makes_staff_but_no_superuser(client):
    user, group = make_user(), Group.objects.create(name="Editors of the test")
    client.force_login(make_moderator("change_group"))

    client.post(change_url(user), member_data(user, is_staff="on", is_superuser="on", groups=[group.pk]))

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, list(user.groups.all())) == (True, False, [group])


def test_administrator_cannot_touch_a_superuser(client):
    target = make_staff()
    client.force_login(make_moderator("change_group"))

    assert client.post(change_url(target), member_data(target, bio="X")).status_code == 403


def test_visitor_is_sent_to_the_login_of_the_site(client):
    response = client.get(reverse("admin:index"), follow=False)

    login = client.get(response["Location"])

    assert login["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"


def test_member_who_is_no_staff_is_refused(client):
    client.force_login(make_user())

    assert client.get(reverse("admin:login")).status_code == 403
