# `make help` lists the words. Everything happens in .venv; on a fresh machine the first word makes it. The readers of
# other tools, which tests compare ours with, have .venv-oracles to themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ORACLES := .venv-oracles
ORACLES_READY := $(ORACLES)/.ready
DASHBOARD := src/labelqa/web/static/index.html
PACKAGES := dashboard/node_modules/.ready
NPM := $(BIN)/python dashboard/npm.py
ARGS ?=
# Two workers or more share the tests; the upper bound is for their PostgreSQL servers, one each.
PYTEST_ARGS ?= -n auto --maxprocesses=4

.DEFAULT_GOAL := help
.PHONY: help demo test check dashboard bench docs oracles lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) $(DASHBOARD)  ## a simulated project, served; prints its address and key (ARGS="--port 9000")
	$(BIN)/labelqa demo $(ARGS)

test: $(READY) $(ORACLES_READY) $(DASHBOARD)  ## all tests, examples of the docstrings included (PYTEST_ARGS="tests/store -x")
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY) $(PACKAGES)  ## style, types and floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(NPM) run check

dashboard: $(DASHBOARD)  ## builds the dashboard into the package (make demo and make test do so by themselves)

# parts of others; and the queue, where the data it is measured on is not there
NO_BENCH := $(addprefix benchmarks/,many.py table.py population.py rankings.py review_queue.py thinning.py) \
	$(if $(LABELQA_SHARED_DATA),,benchmarks/queue.py)

bench: $(READY)  ## every script of benchmarks/, one after the other (ARGS=--quick)
	@set -e; for script in $(filter-out $(NO_BENCH),$(sort $(wildcard benchmarks/*.py))); do \
		printf '\n== %s\n' "$$script"; $(BIN)/python "$$script" $(ARGS); done

docs: $(READY) $(PACKAGES)  ## writes the generated pages of docs/ and the types of the dashboard's client anew
	@set -e; for script in $(sort $(wildcard docs/generate/*.py)); do \
		printf '%s\n' "$$script"; $(BIN)/python "$$script"; done
	$(BIN)/python dashboard/client.py

oracles: $(ORACLES_READY)  ## only the readers of other tools that tests compare ours with

lock:  ## resolves the dependencies anew (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet --output-file requirements.lock
	uv pip compile requirements.oracles.in --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		--output-file requirements.oracles.lock

clean:  ## removes the environment and all caches
	rm -rf $(VENV) $(ORACLES) dashboard/node_modules src/labelqa/web/static build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "labelqa needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(ORACLES_READY): requirements.oracles.lock
	$(PYTHON) -m venv $(ORACLES)
	$(ORACLES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(PACKAGES): dashboard/package-lock.json $(READY)
	$(NPM) ci --silent
	@touch $@

$(DASHBOARD): $(PACKAGES) $(shell find dashboard/src dashboard/public -type f) $(addprefix dashboard/,index.html package.json vite.config.ts tsconfig.json)
	$(NPM) run build --silent
	@touch $@
