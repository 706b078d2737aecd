# `make site`, `make test`, `make serve`: each makes what it needs. `make clean` removes it all.

PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin/python
BUILD_FLAGS ?=
TEST_FLAGS ?=

.PHONY: site serve check test audit lint types browser clean

site: $(VENV)/site.ready
	$(RUN) build.py build $(BUILD_FLAGS)
	@echo "Look at it with 'make serve', or from any static server: $(RUN) -m http.server -d public"

serve: $(VENV)/site.ready
	$(RUN) build.py serve

check: $(VENV)/site.ready
	$(RUN) build.py check --strict

test: lint types browser
	$(RUN) -m pytest -n auto $(TEST_FLAGS)

# Lighthouse, axe-core and html-validate over the built site; they need Node.js and npm.
audit: browser node_modules/audit.ready
	$(RUN) -m pytest -m audit -rP tests/browser/test_audit.py $(AUDIT_FLAGS)

lint: $(VENV)/test.ready
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .

types: $(VENV)/test.ready
	$(RUN) -m mypy

browser: $(VENV)/test.ready
	$(RUN) tests/browser/find_browser.py

$(VENV)/site.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('errdex needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)')"
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/test.ready: $(VENV)/site.ready
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

node_modules/audit.ready: package-lock.json
	npm ci --silent
	@touch $@

clean:
	rm -rf $(VENV) public .errdex build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis node_modules
