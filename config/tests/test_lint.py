from pathlib import Path

import pytest
import yaml
from django.conf import settings

RULES = sorted((Path(settings.BASE_DIR) / "lint" / "semgrep").glob("*.yml"))


def test_rules_are_found():
    assert len(RULES) >= 5


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_rule_has_a_file_in_which_it_fires_and_does_not(path):
    """`make lint-ops` runs semgrep over it."""
    (rule,) = yaml.safe_load(path.read_text())["rules"]
    (example,) = (other for other in path.parent.glob(f"{path.stem}.*") if other != path)

    text = example.read_text()
    assert rule["id"] == path.stem
    assert f"ruleid: {rule['id']}" in text
    assert f"ok: {rule['id']}" in text
