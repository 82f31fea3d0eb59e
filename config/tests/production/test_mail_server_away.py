import subprocess
import sys

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from config.tests.production.mail_server import MailServer
from config.tests.production.site import Site

FORM = {"email": "anna@example.org", "username": "anna", "password1": "a-long-passphrase-7"}


def work(site):
    """What `manage.py db_worker` does of what is due."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--interval", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=site.environment, check=True, capture_output=True, timeout=60)  # noqa: S603


def test_sign_up_answers_while_the_mail_server_hangs_and_the_mail_comes_later(wire, tmp_path):
    with MailServer() as server, Site(tmp_path, wire.port, EMAIL_URL=f"smtp://127.0.0.1:{server.port}") as site:
        answer = site.post("/accounts/signup/", FORM)

        assert (answer.status, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
        assert answer.seconds < 3
        assert User.objects.get().email == "anna@example.org"

        server.over.set()  # it hangs up at last
        work(site)
        waiting = DBTaskResult.objects.filter(status="READY")
        assert waiting.count() == 1
        assert server.mails == []

        server.is_silent = False
        waiting.update(run_after=timezone.now())
        work(site)

    (mail,) = server.mails
    assert "To: anna@example.org" in mail
    assert "https://films.example.org/accounts/confirm-email/" in mail
