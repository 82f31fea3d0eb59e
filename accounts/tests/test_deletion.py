import pytest

from accounts import avatars, deletion
from accounts.models import Follow, User
from accounts.tests.factories import make_user
from accounts.tests.pictures import stored, upload

pytestmark = pytest.mark.django_db


def test_delete_users_takes_what_is_theirs_and_nothing_else(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    gone, stays = make_user(), make_user()
    Follow.objects.create(follower=gone, followed=stays)
    for user in (gone, stays):
        avatars.set_avatar(user=user, image=upload())

    with django_capture_on_commit_callbacks(execute=True):
        assert deletion.delete_users(users=[gone]) == 1

    assert list(User.objects.all()) == [stays]
    assert not Follow.objects.exists()
    assert len(stored(tmp_path)) == 2
