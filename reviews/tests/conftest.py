import pytest

from reviews.tests.cases import make_moderator


@pytest.fixture
def moderator(client):
    moderator = make_moderator(username="judge")
    client.force_login(moderator)
    return moderator


@pytest.fixture
def sent(client, mailoutbox, django_capture_on_commit_callbacks):
    """Do what follows the commit, and give the mails."""

    def run(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return mailoutbox

    return run
