# Foyer's commands. `make` alone lists them. PORT and VAR_DIR move an instance.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run models test test-slow check check-types check-rest bench bench-full open-music backup restore clean

PYTHON := .venv/bin/python
# Found at once, not by a traceback: any Python 3 can say which one is needed.
BOOTSTRAP := $(firstword $(foreach name,python3.11 python3 python,$(if $(shell command -v $(name)),$(name))))
# Two workers side by side, each with its own database, broker and browser.
PYTEST := $(PYTHON) -m pytest -q -n 2
# Benches of the product that `make bench` runs after those of the core.
ALSO := --also product=merchant_app.launcher.bench --also desk=merchant_app.launcher.desk_bench
FROM ?=
TO ?=

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

setup:  ## make .venv, install the pinned packages, compile the translations
	@if [ -z "$(BOOTSTRAP)" ]; then echo "Python 3.11 is needed, none was found: install python3.11 and python3.11-venv." >&2; exit 1; fi
	@$(BOOTSTRAP) deploy/local/bootstrap.py
	@$(PYTHON) -m merchant_app.config.translations

run: setup  ## start Foyer with its database, broker and workers; Ctrl-C ends it
	@exec $(PYTHON) -m merchant_app.launcher run

models: setup  ## obtain the model files and check them
	@$(PYTHON) -m merchant_app.launcher.model_files

test: setup models  ## the whole suite, browser journeys included, on its own database and broker
	@$(PYTEST)

test-slow: setup models  ## the tests marked slow as well
	@$(PYTEST) -m ""

check: setup  ## lint, types, import contracts, templates, migrations, deploy check, translations
	@$(MAKE) --no-print-directory -j2 check-types check-rest

check-types:
	$(PYTHON) -m mypy matching licensing merchant_app

check-rest:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports
	$(PYTHON) -m djlint templates --lint --quiet
	$(PYTHON) -W ignore manage.py makemigrations --check --dry-run
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))')" HTTPS=1 $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m merchant_app.config.translations --check

bench: setup models  ## measure the core and a fresh instance (15 minutes); writes docs/benchmarks.md
	@$(PYTHON) -m matching bench all --quick $(ALSO) --also "rights=merchant_app.launcher.rights_bench --tracks 200000" --also "rounds=merchant_app.launcher.round_bench --seconds 18"

bench-full: setup models  ## the same with the million tracks and all seeds (an hour or more)
	@$(PYTHON) -m matching bench all --full $(ALSO) --also rights=merchant_app.launcher.rights_bench --also rounds=merchant_app.launcher.round_bench

open-music: setup  ## add the human-made open music of Debian's archive to the running instance
	@$(PYTHON) manage.py load_open_music

backup: setup  ## database and media to TO=folder (default: VAR_DIR/backups/TIME)
	@$(PYTHON) -m merchant_app.launcher backup $(if $(TO),"$(TO)")

restore: setup  ## database and media from FROM=folder; FORCE=1 replaces what is there
	@if [ -z "$(FROM)" ]; then echo "Say which backup: make restore FROM=folder" >&2; exit 1; fi
	@$(PYTHON) -m merchant_app.launcher restore "$(FROM)" $(if $(FORCE),--force)

clean:  ## remove what can be made again: .venv and caches; your data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
