import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
READ = re.compile(r"""\b(?:env(?:\.\w+)?\(|environ\.get\(|environ\[|getenv\()\s*["']([A-Z][A-Z0-9_]*)["']""")
ROW = re.compile(r"^\|((?:\s*`[A-Z][A-Z0-9_]*`,?)+)\s*\|(.*)\|(.*)\|\s*$", re.MULTILINE)
READ_BY_LIBRARIES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
# Of Django's reloader, and of gunicorn's own making.
NOT_OF_THE_OPERATOR = {"RUN_MAIN", "PROMETHEUS_MULTIPROC_DIR"}


def variables():
    """Every variable that the site reads."""
    apps = [ROOT / name for name in ("config", "accounts", "films", "reviews", "pages")]
    code = [path for app in apps for path in app.rglob("*.py") if not {"tests", "contract"} & set(path.parts)]
    read = {name for path in code for name in READ.findall(path.read_text())}
    return (read | READ_BY_LIBRARIES) - NOT_OF_THE_OPERATOR


def variables_of_compose():
    """Every variable that Compose puts into its file, but for those of the site."""
    text = "".join(path.read_text() for path in ROOT.glob("docker-compose*.yml"))
    return set(re.findall(r"\$\{([A-Z][A-Z0-9_]*)", text)) - variables()


def named_in_table(document):
    rows = ROW.findall((ROOT / document).read_text())
    told = [name for names, _default, _meaning in rows for name in re.findall(r"\w+", names)]
    assert len(told) == len(set(told))
    assert all(default.strip() and meaning.strip() for _names, default, meaning in rows)
    return set(told)


def test_variables_are_found():
    assert {"DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "RATING_MIN_VOTES", "BACKUP_KEY", "WEB_WORKERS"} <= variables()
    assert {"SERVER_NAME", "POSTGRES_PASSWORD"} <= variables_of_compose()
    calls = sum(
        len(re.findall(r"\benv(?:\.(?!read_env)\w+)?\(", path.read_text()))
        for path in (ROOT / "config/settings").glob("*.py")
    )
    assert calls <= len(
        [name for path in (ROOT / "config/settings").glob("*.py") for name in READ.findall(path.read_text())]
    )


def test_every_variable_stands_in_the_example():
    lines = (ROOT / ".env.example").read_text().splitlines()

    named = [match[1] for line in lines if (match := re.match(r"#?\s*([A-Z][A-Z0-9_]*)=", line))]
    assert set(named) == variables() | variables_of_compose()
    assert len(named) == len(set(named))


def test_every_variable_stands_in_the_table_of_the_readme():
    assert named_in_table("README.md") == variables()


def test_every_variable_of_compose_stands_in_the_table_of_deployment():
    assert named_in_table("docs/deployment.md") == variables_of_compose()


def test_first_environment_holds_only_variables_that_there_are():
    written = set(re.findall(r"^([A-Z][A-Z0-9_]*)=", (ROOT / "scripts/init-env").read_text(), re.MULTILINE))

    assert {"SECRET_KEY", "SERVER_NAME"} <= written <= variables() | variables_of_compose()


def test_blueprint_of_a_platform_names_only_what_there_is():
    blueprint = yaml.safe_load((ROOT / "render.yaml").read_text())
    groups = {group["name"]: group["envVars"] for group in blueprint["envVarGroups"]}
    services = blueprint["services"]

    given = [row for service in services for row in service.get("envVars", ())] + [
        row for rows in groups.values() for row in rows
    ]
    assert {row["key"] for row in given if "key" in row} - {"PORT"} <= variables()
    assert {row["fromGroup"] for row in given if "fromGroup" in row} == groups.keys()
    assert {row["fromDatabase"]["name"] for row in given if "fromDatabase" in row} == {
        database["name"] for database in blueprint["databases"]
    }
    commands = [service[key] for service in services for key in ("dockerCommand", "preDeployCommand") if key in service]
    assert {"python manage.py db_worker", "python -m config.schedule config/crontab", "./scripts/migrate"} == set(
        commands
    )
    assert (ROOT / "scripts/migrate").exists()
    assert (ROOT / "config/crontab").exists()


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


@pytest.mark.parametrize(
    "document",
    ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/deployment.md", "docs/runbook.md", "docs/tmdb.md"],
)
def test_links_of_documents_lead_to_files_that_there_are(document):
    path = ROOT / document

    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/architecture.md"])
def test_document_is_there(name):
    assert (ROOT / name).read_text().strip()


def test_contributing_names_files_that_are_there():
    named = re.findall(r"`([\w.]+/[\w./-]*)`", (ROOT / "CONTRIBUTING.md").read_text())

    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
