VENV := .venv
PYTHON := $(VENV)/bin/python
BASE_PYTHON := python3
INSTALLED := $(VENV)/.installed
LINT := $(VENV)/lint
LINT_INSTALLED := $(LINT)/.installed
SEMGREP := $(LINT)/bin/semgrep scan --metrics off --disable-version-check
ADDRESS := 127.0.0.1:8000

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(INSTALLED): requirements/dev.txt
	@test -w . || { echo "FilmTracker: this folder cannot be written, and .venv and var have to lie in it." >&2; exit 2; }
	@echo "Installing the pinned packages into $(VENV) …"
	@$(BASE_PYTHON) -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@

.PHONY: install
install: $(INSTALLED) ## Make .venv and install the pinned packages

.PHONY: run
run: install ## Serve the site with the demo catalogue
	@exec $(PYTHON) manage.py serve $(ADDRESS)

.PHONY: test
test: install ## Run the tests
	$(PYTHON) -m pytest --numprocesses auto --cov --quiet $(TESTS)

.PHONY: lint
lint: install ## Check style, types, migrations, templates, settings, the API's schema and translations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet templates
	DATABASE_URL=postgres://none $(VENV)/bin/mypy .
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py spectacular --validate --fail-on-warn --file /dev/null
	./scripts/check-production-settings
	./scripts/check-translations

$(LINT_INSTALLED): requirements/lint.txt | $(INSTALLED)
	@echo "Installing the pinned checkers into $(LINT) …"
	@$(BASE_PYTHON) -m venv $(LINT)
	@$(LINT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/lint.txt
	@touch $@

.PHONY: lint-ops
lint-ops: $(LINT_INSTALLED) ## Check scripts, workflows, the image, nginx, Compose, and the house's own rules of the code
	$(LINT)/bin/shellcheck $$(grep --files-with-matches --extended-regexp '^#!.*(ba)?sh$$' scripts/* .ci/run)
	PATH="$(LINT)/bin:$$PATH" $(SEMGREP) --test --quiet lint/semgrep
	PATH="$(LINT)/bin:$$PATH" $(SEMGREP) --config lint/semgrep --exclude lint --error --quiet .
	$(LINT)/bin/zizmor --offline --quiet .github
	$(LINT)/bin/hadolint --failure-threshold warning Dockerfile
	PATH="$(LINT)/bin:$$PATH" ./scripts/check-nginx
	./scripts/check-compose

.PHONY: format
format: install ## Rewrite the code in the house's format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# Extras stay in the pins: pip would take the newest `coverage[toml]` beside a pinned `coverage`, and then refuse it.
COMPILE := $(VENV)/bin/uv pip compile --upgrade --universal --generate-hashes --no-strip-extras --python-version 3.11 \
	--no-header --quiet
PIN := $(COMPILE) pyproject.toml

.PHONY: requirements
requirements: install ## Pin the newest versions of the packages in pyproject.toml
	$(PIN) --output-file requirements/base.txt
	$(PIN) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
	$(COMPILE) --group pyproject.toml:lint --output-file requirements/lint.txt

.PHONY: bench
bench: install ## Measure what the pages cost, on a generated catalogue of its own
	@DJANGO_SETTINGS_MODULE=config.settings.bench $(PYTHON) manage.py bench
