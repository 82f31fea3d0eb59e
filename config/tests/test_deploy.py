import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

# Notes what it is asked; /readyz answers what stands in a file named like the images that run.
DOCKER = """#!/bin/sh
tag=$(sed -n 's/^APP_TAG=//p' .env)
echo "$tag $*" >>"$CALLS"
case "$*" in
  "compose exec -T nginx curl"*) cat "$ANSWERS/${tag:-none}" ;;
esac
"""
UPGRADE = """#!/bin/sh
docker upgrade "$@"
exit "${UPGRADED:-0}"
"""


class Server:
    def __init__(self, folder):
        self.origin, self.clone, self.bin, self.answers = (
            folder / name for name in ("origin", "clone", "bin", "answers")
        )
        for path in (self.origin / "scripts", self.bin, self.answers):
            path.mkdir(parents=True)
        shutil.copy(Path(settings.BASE_DIR) / "scripts" / "deploy", self.origin / "scripts")
        (self.origin / "scripts" / "upgrade").write_text(UPGRADE)
        (self.origin / "scripts" / "upgrade").chmod(0o755)
        (self.origin / "docker-compose.yml").write_text("services: {}\n")
        (self.origin / ".gitignore").write_text(".env\n")
        (self.bin / "docker").write_text(DOCKER)
        (self.bin / "docker").chmod(0o755)
        self.calls = folder / "calls"
        self.git("init", "--quiet", "--initial-branch=main", cwd=self.origin)
        self.first = self.commit("first")
        self.git("clone", "--quiet", str(self.origin), str(self.clone), cwd=folder)
        self.second = self.commit("second")
        (self.clone / ".env").write_text("SERVER_NAME=films.example.org www.example.org\nSECRET_KEY=kept\n")

    def git(self, *words, cwd):
        return subprocess.run(  # noqa: S603
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words],  # noqa: S607
            cwd=cwd, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip

    def commit(self, message):
        (self.origin / "revision").write_text(message)
        self.git("add", "--all", cwd=self.origin)
        self.git("commit", "--quiet", f"--message={message}", cwd=self.origin)
        return self.git("rev-parse", "HEAD", cwd=self.origin)

    def answer(self, status, *tags):
        for tag in tags:
            (self.answers / tag).write_text(status)

    def deploy(self, commit, **variables):
        self.calls.write_text("")
        return subprocess.run(  # noqa: S603
            ["scripts/deploy", commit, "1"],  # noqa: S607
            cwd=self.clone,
            env={
                **os.environ,
                "PATH": f"{self.bin}:{os.environ['PATH']}",
                "CALLS": str(self.calls),
                "ANSWERS": str(self.answers),
                **variables,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def started(self):
        lines = [line.split(" ", 1) for line in self.calls.read_text().splitlines()]
        return [
            (words.split()[0 if words.startswith("upgrade") else 1], tag) for tag, words in lines if "curl" not in words
        ]

    def runs(self):
        """The commit of the folder and of the images."""
        lines = (self.clone / ".env").read_text().splitlines()
        assert "SECRET_KEY=kept" in lines
        tags = [line.removeprefix("APP_TAG=") for line in lines if line.startswith("APP_TAG=")]
        return self.git("rev-parse", "HEAD", cwd=self.clone), *tags


@pytest.fixture
def server(tmp_path):
    return Server(tmp_path)


def test_healthy_commit_stays(server):
    server.answer("200", server.second)

    done = server.deploy(server.second)

    assert done.returncode == 0, done.stderr
    assert server.runs() == (server.second, server.second)
    assert server.started() == [("upgrade", server.second)]


@pytest.mark.parametrize("status", ["503", "502", "000"])
def test_commit_that_is_not_healthy_is_rolled_back(server, status):
    server.answer("200", "none")
    server.answer(status, server.second)

    done = server.deploy(server.second)

    assert done.returncode == 1
    assert f"{server.first} runs again." in done.stderr
    assert server.runs() == (server.first,)
    assert server.started() == [("upgrade", server.second), ("logs", server.second), ("up", "")]


def test_rollback_returns_to_the_images_of_the_commit_before(server):
    server.answer("200", server.second)
    assert server.deploy(server.second).returncode == 0
    third = server.commit("third")
    server.answer("503", third)

    assert server.deploy(third).returncode == 1
    assert server.runs() == (server.second, server.second)
    assert server.started() == [("upgrade", third), ("logs", third), ("up", server.second)]


def test_neither_healthy_is_told(server):
    server.answer("503", "none", server.second)

    done = server.deploy(server.second)

    assert done.returncode == 2
    assert "is not healthy either" in done.stderr


def test_upgrade_that_gave_up_is_rolled_back(server):
    server.answer("200", "none", server.second)

    done = server.deploy(server.second, UPGRADED="1")

    assert done.returncode == 1
    assert server.runs() == (server.first,)
    assert server.started()[-1] == ("up", "")


@pytest.mark.parametrize("commit", ["", "main", "0" * 39, "0" * 40, "$(touch /tmp/x)"])
def test_what_is_no_commit_changes_nothing(server, commit):
    done = server.deploy(commit)

    assert done.returncode != 0
    assert server.started() == []
    assert server.runs() == (server.first,)


def test_changed_files_are_not_lost(server):
    (server.clone / "docker-compose.yml").write_text("services: {web: {}}\n")

    done = server.deploy(server.second)

    assert done.returncode == 1
    assert "were changed here" in done.stderr
    assert server.calls.read_text() == ""
