# One word for each chore; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= indexes/default
PORT ?= 8501
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help venv run test lint format eval bench screenshots clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

venv: $(STAMP)  ## set up .venv with everything that running and testing need

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Travaux needs Python 3.11 or newer; name one with PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

run: venv  ## ingest corpus/ into indexes/default and open the application on http://127.0.0.1:8501
	$(BIN)/travaux ingest corpus --index $(INDEX)
	$(BIN)/travaux app --index $(INDEX) --port $(PORT)

test: venv lint  ## run the whole test suite, the browser tests included
	$(BIN)/python -m pytest

lint: venv  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: venv  ## format and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: venv  ## measure quality on the development data, write benchmarks/results/
	$(BIN)/python -m pipeline.evaluation

bench: venv  ## measure speed against plain scripts in the same run, write benchmarks/results/
	$(BIN)/python benchmarks/ingest.py

screenshots: venv  ## take the pictures of the README again
	$(BIN)/python scripts/screenshots.py

clean:  ## remove built indexes, caches and the environment
	rm -rf $(VENV) indexes/*/ .pytest_cache .mypy_cache .ruff_cache build *.egg-info
