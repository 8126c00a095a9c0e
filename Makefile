# Each target is one step of clinic/bootstrap.py, which needs nothing but Python 3.11 or newer.
PYTHON ?= python3
ARGS ?=

.PHONY: help run test check format messages lock bench chaos sbom

help:  ## these lines
	@awk -F ':  ## ' '/^[a-z]+:  ## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run:  ## the site and its worker on http://127.0.0.1:8000 (PORT=8123 make run serves there)
	@$(PYTHON) -m clinic.bootstrap run

test:  ## every test, on PostgreSQL, SQLite and Chromium (make test ARGS="-k holds" for some)
	@$(PYTHON) -m clinic.bootstrap test $(ARGS)

check:  ## format, lint, types, imports, templates, migrations
	@$(PYTHON) -m clinic.bootstrap check

format:  ## rewrite code and templates in the project's format
	@$(PYTHON) -m clinic.bootstrap format

messages:  ## the sentences of the code into the catalogs under locale/, and which are not translated
	@$(PYTHON) -m clinic.bootstrap messages $(ARGS)

lock:  ## requirements.txt and requirements-dev.txt anew, from the .in files (ARGS="--upgrade" raises the pins)
	@$(PYTHON) -m clinic.bootstrap lock $(ARGS)

bench:  ## how fast pages and mail are, as a table (make bench ARGS="--quick" for a minute's worth)
	@$(PYTHON) -m clinic.bootstrap bench $(ARGS)

chaos:  ## ten minutes in which the site's processes are killed at random (ARGS="--minutes 2" for fewer)
	@$(PYTHON) -m clinic.bootstrap chaos $(ARGS)

sbom:  ## var/sbom.json: every library that the site runs on, with versions and hashes (CycloneDX)
	@$(PYTHON) -m clinic.bootstrap sbom
