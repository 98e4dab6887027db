# `make help` lists the words. Everything happens in .venv; on a fresh machine the first word makes it. The readers of
# other tools, which tests compare ours with, have .venv-oracles to themselves, and peers of the benchmarks .venv-peers.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ORACLES := .venv-oracles
ORACLES_READY := $(ORACLES)/.ready
PEERS := .venv-peers
PEERS_READY := $(PEERS)/.ready
MUTANTS := .venv-mutants
MUTANTS_READY := $(MUTANTS)/.ready
KERNEL := src/labelqa/kernel/.compiled
DASHBOARD := src/labelqa/web/static/index.html
PACKAGES := dashboard/node_modules/.ready
NPM := $(BIN)/python dashboard/npm.py
ARGS ?=
# Two workers or more share the tests; the upper bound is for their PostgreSQL servers, one each.
PYTEST_ARGS ?= -n auto --maxprocesses=4

.DEFAULT_GOAL := help
.PHONY: help demo test check kernel kernel-check dashboard bench docs site dist mutants oracles trust lock audit sbom clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) $(KERNEL) $(DASHBOARD)  ## a simulated project, served; prints its address and key (ARGS="--port 9000")
	$(BIN)/labelqa demo $(ARGS)

test: $(READY) $(KERNEL) $(ORACLES_READY) $(DASHBOARD)  ## all tests, examples of the docstrings included (PYTEST_ARGS="tests/store -x")
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY) $(PACKAGES)  ## style, types and floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(NPM) run check

kernel: $(KERNEL)  ## compiles the kernel in place, where there is a compiler (make demo and make test do so by themselves)

kernel-check: $(READY) $(KERNEL)  ## a million random pairs and all reference data: compiled as in plain Python, to the last bit
	LABELQA_TEST_PAIRS=1000000 $(BIN)/python -m pytest -p no:xdist $(wildcard tests/kernel/test_compiled*.py) tests/test_golden_kernel.py

dashboard: $(DASHBOARD)  ## builds the dashboard into the package (make demo and make test do so by themselves)

bench: $(READY) $(KERNEL) $(PEERS_READY) $(DASHBOARD)  ## one table of all ratios to peers and limits (ARGS=--quick, ARGS=--write)
	$(BIN)/python benchmarks/bench.py $(ARGS)

docs: $(READY) $(PACKAGES)  ## writes the generated pages of docs/ and the types of the dashboard's client anew
	@set -e; for script in $(sort $(wildcard docs/generate/*.py)); do \
		printf '%s\n' "$$script"; $(BIN)/python "$$script"; done
	$(BIN)/python dashboard/client.py

site: $(READY)  ## builds the documentation as a site, build/site/index.html; a broken link, or a page in no index, ends it
	$(BIN)/python -m sphinx -E -W --keep-going -n -q -c docs -d build/site.kept . build/site

dist: $(READY) $(DASHBOARD)  ## the source distribution, and the wheel that is built of it, into dist/
	$(BIN)/python -m build --no-isolation --outdir dist

ROOM ?= metrics
MANY ?= 120
mutants: $(READY) $(MUTANTS_READY)  ## how many small faults in a room its tests notice (ROOM=kernel, metrics, facts or rules; MANY=120)
	PYTHONPATH=. $(BIN)/python tests/mutants.py $(ROOM) --many $(MANY) --tool $(MUTANTS)/bin/cosmic-ray

oracles: $(ORACLES_READY)  ## only the readers of other tools that tests compare ours with

trust: $(READY) $(KERNEL) $(DASHBOARD)  ## the long forms: all bad input, 100 kills on each database, 64 clients for a minute, 20 backups under writes, many histories
	LABELQA_LONG=1 $(BIN)/python -m pytest $(PYTEST_ARGS) \
		tests/trust tests/cluster/test_spark.py tests/cli/test_backup.py tests/store/test_interrupted_migration.py tests/ingest/test_history.py \
		tests/web/test_bad_input.py tests/web/test_limits.py

# Nothing younger than a week: by then a release that was tampered with is mostly found. UNTIL=2030-01-01 for a mended hole.
UNTIL ?= $(shell $(PYTHON) -c 'import datetime as d; print(d.date.today() - d.timedelta(7))')

audit: $(READY) $(PACKAGES)  ## asks for known holes in what is shipped (needs pipx, and the network)
	@mkdir -p build && $(BIN)/python supply/shipped.py lock > build/shipped.lock
	pipx run pip-audit==2.9.0 --require-hashes --disable-pip -r build/shipped.lock
	$(NPM) audit --omit=dev

sbom: $(READY)  ## writes build/labelqa.cdx.json, the bill of materials (CycloneDX)
	@mkdir -p build && $(BIN)/python supply/shipped.py sbom > build/labelqa.cdx.json

lock:  ## resolves the dependencies anew (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --upgrade --no-strip-extras \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --exclude-newer $(UNTIL) --quiet --output-file requirements.lock
	uv pip compile requirements.oracles.in --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --exclude-newer $(UNTIL) --quiet \
		--output-file requirements.oracles.lock
	uv pip compile requirements.peers.in --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --exclude-newer $(UNTIL) --quiet \
		--output-file requirements.peers.lock

clean:  ## removes the environment and all caches
	rm -rf $(VENV) $(ORACLES) $(PEERS) $(MUTANTS) dashboard/node_modules src/labelqa/web/static src/labelqa/kernel/compiled.* $(KERNEL) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "labelqa needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Without a compiler a line says so, and the kernel stays Python: touched all the same, or each word would try again.
$(KERNEL): $(wildcard src/labelqa/kernel/typed/*.py) hatch_build.py $(READY)
	$(BIN)/python hatch_build.py
	@touch $@

$(ORACLES_READY): requirements.oracles.lock
	$(PYTHON) -m venv $(ORACLES)
	$(ORACLES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(MUTANTS_READY):
	$(PYTHON) -m venv $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0
	@touch $@

$(PEERS_READY): requirements.peers.lock
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(PACKAGES): dashboard/package-lock.json $(READY)
	$(NPM) ci --loglevel=error
	@touch $@

$(DASHBOARD): $(PACKAGES) $(shell find dashboard/src dashboard/public -type f) $(addprefix dashboard/,index.html package.json vite.config.ts tsconfig.json)
	$(NPM) run build --loglevel=error
	@touch $@
