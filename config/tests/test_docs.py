import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]*)["']""")


def variables():
    """Every variable that the settings read."""
    return {name for path in (ROOT / "config" / "settings").glob("*.py") for name in READ.findall(path.read_text())}


def test_variables_are_found():
    assert {"DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "RATING_MIN_VOTES"} <= variables()
    calls = sum(
        len(re.findall(r"\benv(?:\.(?!read_env)\w+)?\(", path.read_text()))
        for path in (ROOT / "config/settings").glob("*.py")
    )
    assert calls >= len(variables())


def test_every_variable_stands_in_the_example():
    lines = (ROOT / ".env.example").read_text().splitlines()

    named = {match[1] for line in lines if (match := re.match(r"#?\s*([A-Z][A-Z0-9_]*)=", line))}
    assert variables() <= named
    assert named - variables() <= READ_ELSEWHERE


def test_every_variable_stands_in_the_table_of_the_readme():
    rows = re.findall(r"^\|\s*`([A-Z][A-Z0-9_]*)`\s*\|(.*)\|(.*)\|\s*$", (ROOT / "README.md").read_text(), re.MULTILINE)

    named = {name for name, _default, _meaning in rows}
    assert variables() <= named
    assert named - variables() <= {"DJANGO_SETTINGS_MODULE"}
    assert len(named) == len(rows)
    assert all(meaning.strip() for _name, _default, meaning in rows)


def test_readme_names_only_targets_and_commands_that_there_are():
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()

    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert {"run", "test", "lint", "format"} <= targets
    assert set(re.findall(r"^ {4}make ([a-z-]+)", readme, re.MULTILINE)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", readme)) <= get_commands().keys()


def test_options_of_commands_in_the_documents_exist():
    told = [(ROOT / name).read_text() for name in ("README.md", "docs/tmdb.md")]
    calls = re.findall(r"manage\.py ((?:sync|purge)_tmdb)([^\n`#]*)", "\n".join(told))

    assert calls
    for command, arguments in calls:
        words = arguments.replace(" N", " 5").replace("DAYS", "5").split()
        load_command_class("films", command).create_parser("manage.py", command).parse_args(words)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/tmdb.md"])
def test_links_of_documents_lead_to_files_that_there_are(document):
    path = ROOT / document

    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/architecture.md"])
def test_document_is_there(name):
    assert (ROOT / name).read_text().strip()
