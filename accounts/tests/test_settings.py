import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User

from .factories import make_user

pytestmark = pytest.mark.django_db

SETTINGS = reverse("accounts:settings")


@pytest.fixture
def member(client):
    member = make_user(username="anna", name="Anna", bio="I like films.")
    client.force_login(member)
    return member


def save(client, path=SETTINGS, **overrides):
    values = {"name": "Anna A.", "bio": "New.", "language": "en", "theme": "dark", **overrides}
    return client.post(path, values)


def picture(*, color="navy", **overrides):
    content = io.BytesIO()
    Image.new("RGB", (300, 200), color).save(content, "PNG")
    return SimpleUploadedFile(**{"name": "me.png", "content": content.getvalue(), **overrides})


def test_settings_show_what_is_saved(client, member):
    page = client.get(SETTINGS).content.decode()

    assert 'value="Anna"' in page
    assert "I like films.</textarea>" in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="remove_avatar"' not in page
    assert page.count('aria-current="page"') == 1


def test_settings_are_saved(client, member):
    response = save(client, is_private="on", spoiler_safe="on")

    assert response.url == SETTINGS
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Your settings are saved."]
    member.refresh_from_db()
    assert (member.name, member.bio, member.theme) == ("Anna A.", "New.", "dark")
    assert (member.is_private, member.spoiler_safe) == (True, True)


def test_settings_lead_to_the_page_in_a_newly_chosen_language(client, member):
    assert save(client, language="ru").url == "/ru/accounts/settings/"
    assert save(client, language="ru").url == SETTINGS
    assert save(client, "/ru/accounts/settings/", language="ru").url == "/ru/accounts/settings/"
    assert save(client, "/ru/accounts/settings/", language="en").url == SETTINGS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "n" * 61),
        ("name", "a\x00b"),
        ("bio", "b" * 1001),
        ("language", "de"),
        ("language", ""),
        ("theme", "pink"),
    ],
)
def test_settings_that_are_invalid_keep_what_was_typed_and_change_nothing(client, member, field, value):
    response = save(client, **{"name": "Typed name", "bio": "Typed bio", field: value})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert ("Typed name" in page) == (field != "name")
    assert ("Typed bio" in page) == (field != "bio")
    assert response.context["user"].name == "Anna"
    saved = User.objects.get()
    assert (saved.name, saved.bio, saved.language, saved.theme) == ("Anna", "I like films.", "en", "system")


def test_settings_count_a_line_break_once(client, member):
    save(client, bio="\r\n".join(["x" * 99] * 10))

    assert User.objects.get().bio == "\n".join(["x" * 99] * 10)


def test_settings_change_nothing_that_is_not_in_the_form(client, member):
    save(client, username="root", email="root@example.org", is_staff="on", is_superuser="on", is_active="")

    saved = User.objects.get()
    assert (saved.username, saved.email) == (member.username, member.email)
    assert (saved.is_staff, saved.is_superuser, saved.is_active) == (False, False, True)


def test_picture_is_saved_replaced_and_removed(client, member):
    save(client, avatar=picture())
    first = User.objects.get().avatar
    assert first.storage.exists(first.name)
    assert f'<img class="avatar" src="{first.url}"' in client.get(SETTINGS).content.decode()
    save(client)
    assert User.objects.get().avatar.name == first.name
    save(client, avatar=picture(color="olive"), remove_avatar="on")
    assert User.objects.get().avatar.name not in ("", first.name)

    save(client, remove_avatar="on")

    assert not User.objects.get().avatar
    assert 'aria-hidden="true">AA</span>' in client.get(SETTINGS).content.decode()


@pytest.mark.parametrize("content", [b"", b"text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n"])
def test_picture_that_is_none_is_refused_and_nothing_changes(client, member, content):
    response = save(client, avatar=picture(content=content))

    assert list(response.context["form"].errors) == ["avatar"]
    saved = User.objects.get()
    assert (saved.name, saved.avatar.name) == ("Anna", "")


def test_settings_are_for_members(client):
    assert client.get(SETTINGS).url == f"{reverse('account_login')}?next={SETTINGS}"
    assert save(client).status_code == 302


def test_settings_refuse_other_methods(client, member):
    assert client.put(SETTINGS).status_code == 405


def test_settings_need_the_token(member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert save(strict).status_code == 403
    assert User.objects.get().name == "Anna"


def test_settings_page_takes_two_queries(client, member, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(SETTINGS)
