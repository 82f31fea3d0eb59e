"""A disk that is full while a picture is written."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from accounts import avatars, images
from accounts.tests import pictures
from accounts.tests.factories import make_user
from accounts.tests.pictures import ROOM, full_disk, noise, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_half_written_file_is_none(media):
    with full_disk(), pytest.raises(OSError, match="File too large"):
        default_storage.save("avatars/1.webp", ContentFile(b"x" * 2 * ROOM))

    assert stored(media) == []


def test_file_that_is_written_later_is_whole(media):
    with full_disk(), pytest.raises(OSError, match="File too large"):
        default_storage.save("avatars/1.webp", ContentFile(b"x" * 2 * ROOM))

    assert default_storage.save("avatars/1.webp", ContentFile(b"x" * 2 * ROOM)) == "avatars/1.webp"
    assert (media / "avatars/1.webp").read_bytes() == b"x" * 2 * ROOM


def test_avatar_without_room_leaves_the_old_one(media, caplog):
    user = avatars.set_avatar(user=make_user(), image=pictures.upload())
    before = stored(media)

    with full_disk(), pytest.raises(images.ImageNotStoredError):
        avatars.set_avatar(user=user, image=noise())

    user.refresh_from_db()
    assert stored(media) == before
    assert user.avatar.name in before
    caplog.clear()


def test_settings_with_a_picture_without_room_say_so_and_save_nothing(client, media, caplog):
    user = make_user(name="Anna")
    client.force_login(user)

    with full_disk():
        page = client.post(
            reverse("accounts:settings"), {"name": "Boris", "language": "en", "theme": "dark", "avatar": noise()}
        )

    user.refresh_from_db()
    assert page.status_code == 507
    assert "There is no room for pictures" in page.content.decode()
    assert 'value="Boris"' in page.content.decode()
    assert (user.name, user.avatar.name, stored(media)) == ("Anna", "", [])
    assert caplog.records[0].message == "A picture cannot be stored"
    caplog.clear()


def test_profile_of_the_api_with_a_picture_without_room_is_507(client, media, caplog):
    user = make_user(name="Anna")
    client.force_login(user)

    with full_disk():
        form = encode_multipart(BOUNDARY, {"name": "Boris", "avatar": noise()})
        answer = client.patch("/api/v1/auth/profile/", form, content_type=MULTIPART_CONTENT)

    user.refresh_from_db()
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "no_room"
    assert (user.name, user.avatar.name, stored(media)) == ("Anna", "", [])
    caplog.clear()
