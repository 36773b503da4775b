# One word for each chore; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= indexes/default
PORT ?= 8501
FUZZ ?= 100000
JOBS ?= 2
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.bench-installed
PEERS := .venv-bench
PEERS_STAMP := $(PEERS)/.installed

.DEFAULT_GOAL := help
.PHONY: help venv run test lint format eval bench fuzz screenshots clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

venv: $(STAMP)  ## set up .venv with everything that running and testing need

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Travaux needs Python 3.11 or newer; name one with PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# The peers that the benchmarks run against; only `make bench` needs them.
$(BENCH_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	touch $@

# Those whose pins need not agree with ours live in an environment of their own.
$(PEERS_STAMP): benchmarks/requirements.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt
	touch $@

run: venv  ## ingest corpus/ into indexes/default and open the application on http://127.0.0.1:8501
	$(BIN)/travaux ingest corpus --index $(INDEX)
	$(BIN)/travaux app --index $(INDEX) --port $(PORT)

test: venv lint  ## run the whole test suite, the browser tests included
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: venv  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: venv  ## format and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: venv  ## measure quality on the development data, write benchmarks/results/
	$(BIN)/python -m pipeline.evaluation

bench: venv $(BENCH_STAMP) $(PEERS_STAMP)  ## measure speed against peers in the same run, write benchmarks/results/
	$(BIN)/python benchmarks/ingest.py
	$(BIN)/python benchmarks/treaties.py
	$(BIN)/python benchmarks/entities.py
	$(BIN)/python benchmarks/verify.py
	$(BIN)/python benchmarks/rag.py --peers $(PEERS)/bin/python
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/browser.py

fuzz: venv  ## try FUZZ made inputs (100,000) on the rules for treaties and entities
	FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/test_fuzz.py

screenshots: venv  ## take the pictures of the README again
	$(BIN)/python scripts/screenshots.py

clean:  ## remove built indexes, caches and the environment
	rm -rf $(VENV) $(PEERS) indexes/*/ .pytest_cache .mypy_cache .ruff_cache build *.egg-info
