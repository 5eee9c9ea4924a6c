# Everything a newcomer needs; `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 5000
WORKERS ?= auto
BIN := .venv/bin
MIGRATION_MESSAGE ?= change
MIGRATION_ID ?= 0002

.DEFAULT_GOAL := help
.PHONY: help run test check format bench migration clean

help: ## Laat zien wat je hier kunt doen
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|'

run: .venv/.run ## Start met een demo-organisatie op http://127.0.0.1:5000 (ONCE=1: alleen de bestanden; PORT=…)
	@$(BIN)/python -m register.demo.start --port "$(PORT)" $(if $(ONCE),--once)

test: export PYTHONDONTWRITEBYTECODE := # the many small processes of the tests compile nothing twice
test: .venv/.test ## Richt alles in en draai alle tests (ARGS="-k naam" voor een deel, WORKERS=0 zonder werkverdeling)
	@bash tests/prepare.sh
	@$(BIN)/python -m compileall -q register blueprints migrations
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

check: .venv/.check ## Opmaak, stijl, types, verdiepingen, sjablonen
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --quiet --lint
	@$(BIN)/python tests/own_house.py

format: .venv/.check ## Maak code en sjablonen op
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	-$(BIN)/djlint templates --quiet --reformat

bench: .venv/.test ## Meet hoe snel het is, naast de kale grens in dezelfde run
	@$(BIN)/python -m tests.bench

migration: .venv/.test ## Ontwerp een migratie (MIGRATION_MESSAGE="…" MIGRATION_ID=0002)
	@$(BIN)/python -m tests.draft_migration "$(MIGRATION_MESSAGE)" "$(MIGRATION_ID)"

clean: ## Gooi de virtuele omgeving en de demo weg
	rm -rf .venv instance bench-results build dist *.egg-info

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 of nieuwer is nodig. Geef het pad: make $(MAKECMDGOALS) PYTHON=/pad/naar/python3"; exit 1; }
	@echo "Virtuele omgeving maken in .venv …"
	@$(PYTHON) -m venv .venv || { echo "Dat lukte niet. Op Debian en Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --upgrade 'pip>=25.1'

.venv/.run: pyproject.toml | .venv/bin/pip
	@echo "Benodigde pakketten installeren …"
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --editable '.[serve,sqlite,postgresql]' # setuptools warns of every editable install
	@touch $@

.venv/.test: .venv/.run
	@echo "Pakketten voor de tests installeren …"
	@$(BIN)/pip install --quiet --group test
	@touch $@

.venv/.check: .venv/.test
	@echo "Pakketten voor de controles installeren …"
	@$(BIN)/pip install --quiet --group check
	@touch $@
