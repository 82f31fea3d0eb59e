import pytest

from accounts import avatars, images
from accounts.tests import pictures
from accounts.tests.factories import make_user
from accounts.tests.pictures import open_stored, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_set_avatar_stores_two_squares(media):
    user = make_user()

    avatars.set_avatar(user=user, image=pictures.upload())

    user.refresh_from_db()
    names = [avatars.small(user.avatar.name), user.avatar.name]
    assert stored(media) == sorted(names)
    assert [open_stored(media, name).size for name in names] == [(64, 64), (256, 256)]


def test_set_avatar_cuts_out_the_middle(media):
    picture = pictures.draw((300, 100), "white")
    picture.paste("black", (100, 0, 200, 100))
    user = make_user()

    avatars.set_avatar(user=user, image=pictures.upload(pictures.encode(picture, quality=95)))

    assert open_stored(media, user.avatar.name).convert("L").resize((1, 1)).getpixel((0, 0)) < 40


def test_new_avatar_removes_the_old_one_after_commit(media, django_capture_on_commit_callbacks):
    user = make_user()
    avatars.set_avatar(user=user, image=pictures.upload())
    before = stored(media)

    with django_capture_on_commit_callbacks(execute=True):
        avatars.set_avatar(user=user, image=pictures.upload(pictures.encode(pictures.draw(color="red"))))
        assert set(before) < set(stored(media))

    assert len(stored(media)) == 2
    assert not set(before) & set(stored(media))


def test_same_avatar_again_keeps_its_files(media, django_capture_on_commit_callbacks):
    user = make_user()

    with django_capture_on_commit_callbacks(execute=True):
        avatars.set_avatar(user=user, image=pictures.upload())
        avatars.set_avatar(user=user, image=pictures.upload())

    assert len(stored(media)) == 2


def test_clear_avatar_removes_the_files(media, django_capture_on_commit_callbacks):
    user = make_user()
    avatars.set_avatar(user=user, image=pictures.upload())

    with django_capture_on_commit_callbacks(execute=True):
        avatars.clear_avatar(user=user)

    user.refresh_from_db()
    assert not user.avatar
    assert stored(media) == []


def test_refused_avatar_changes_nothing(media):
    user = make_user()

    with pytest.raises(images.ImageRefusedError):
        avatars.set_avatar(user=user, image=pictures.upload(pictures.SVG))

    user.refresh_from_db()
    assert not user.avatar
    assert stored(media) == []
