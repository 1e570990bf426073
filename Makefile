# What a person does with a clone of Sluis. Every target prepares what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Real clients for the tests: each has a folder with a lock, and an environment of its own by that name.
CLIENTS := tests/flows/clients
CLIENT_LOCKS := $(wildcard $(CLIENTS)/*/requirements.lock)
NODE_LOCKS := $(wildcard $(CLIENTS)/*/package-lock.json)
CLIENT_NAMES := $(notdir $(patsubst %/,%,$(dir $(CLIENT_LOCKS) $(NODE_LOCKS))))
PIP := -m pip --disable-pip-version-check --no-input --quiet
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"
JOBS ?= auto
TAGGER ?= build/tagger.npz

.PHONY: help install demo test nightly fuzz clients matrix image check lint docs bench model lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

install: $(INSTALLED) ## prepare .venv with the locked, hashed dependencies and Sluis itself

# A lock changed by hand or by a pull brings the environment up to date at the next call of any target.
$(INSTALLED): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sluis needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# uv by its own rows of the lock, and all else by uv: many times as fast as pip.
	mkdir -p build && awk '/^uv==/ {uv = 1} uv {print; if (!/\\$$/) exit}' $< > build/uv.lock
	$(BIN)/python $(PIP) install --require-hashes -r build/uv.lock
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python $<
	$(BIN)/uv pip install --quiet --no-deps --no-index --no-build-isolation --python $(BIN)/python --editable .
	touch $@

demo: $(INSTALLED) ## play a conversation through Sluis against a scripted model, and keep serving (ARGS=--exit ends it)
	$(BIN)/sluis demo $(ARGS)

test: $(INSTALLED) clients ## run all tests (ARGS="-k word" chooses)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

nightly: $(INSTALLED) ## run the property tests of pseudonyms with 20,000 examples each, and twenty rounds of faults (about twenty minutes)
	SLUIS_TEST_EXAMPLES=20000 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder tests/pseudonyms tests/flows/test_vault.py $(ARGS)

fuzz: $(INSTALLED) ## send more than 20,000 made-up requests to every endpoint (a few minutes)
	SLUIS_TEST_EXAMPLES=3000 $(BIN)/python -m pytest -n $(JOBS) tests/flows/test_fuzz.py $(ARGS)

clients: $(CLIENT_NAMES:%=.venv-clients/%/.installed)

.venv-clients/%/.installed: $(CLIENTS)/%/requirements.lock | $(INSTALLED)
	test -x $(@D)/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python $(@D)
	$(BIN)/uv pip sync --quiet --require-hashes --python $(@D)/bin/python $<
	touch $@

.venv-clients/%/.installed: $(CLIENTS)/%/package-lock.json
	cd $(<D) && npm ci --silent
	mkdir -p $(@D) && touch $@

matrix: $(INSTALLED) clients ## run the tests of real clients and write what they show into docs/clients.md
	SLUIS_RECORD_CLIENTS=1 $(BIN)/python -m pytest -n 0 $(CLIENTS)/test_clients.py
	$(BIN)/python docs/generate.py

image: $(INSTALLED) ## run the steps of docker/Dockerfile without a container engine, and serve from what they made (some minutes)
	SLUIS_TEST_IMAGE=1 $(BIN)/python -m pytest -n 0 tests/flows/test_image.py

check: lint ## format, lint, strict types, docs against code, direction of imports
	$(BIN)/python -m pytest tests/project

lint: $(INSTALLED) # what `make check` does beside its tests, which are among those of `make test`
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/hadolint --config docker/hadolint.yaml docker/Dockerfile
	$(BIN)/python docs/generate.py --check

docs: $(INSTALLED) ## write the generated tables of README.md and docs/ anew
	$(BIN)/python docs/generate.py

bench: $(INSTALLED) ## added time over a bare pass-through; fails beyond 6 times at 1 kB, 10 times at 32 kB
	$(BIN)/python -m benchmarks.proxy $(ARGS)

model: $(INSTALLED) ## train the classifier of decisions anew, the same bytes from the same sources; DATA=DIR: the tagger too (within an hour)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m sluis.decisions.training --out proxy/sluis/decisions/weights/decisions.npz
	$(if $(DATA),mkdir -p $(dir $(TAGGER)) && OPENBLAS_NUM_THREADS=1 $(BIN)/python -m sluis.detection.training --data $(DATA) --out $(TAGGER))

lock: ## resolve the locks anew (needs the network); LOCK=--upgrade takes newer versions
	test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python $(PIP) install uv; }
	$(UV_COMPILE) $(LOCK) pyproject.toml -o requirements.lock
	$(UV_COMPILE) $(LOCK) --group dev --extra documents pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(UV_COMPILE) $(LOCK) docker/build.in -o docker/build.lock
	$(UV_COMPILE) $(LOCK) --extra documents pyproject.toml -c requirements.lock -o docker/documents.lock
	for lock in $(CLIENT_LOCKS); do $(UV_COMPILE) $(LOCK) $${lock%.lock}.in -o $$lock || exit 1; done
	for lock in $(NODE_LOCKS); do (cd $$(dirname $$lock) && npm install --package-lock-only --silent) || exit 1; done

clean: ## remove what the other targets made
	rm -rf $(VENV) .venv-clients $(CLIENTS)/*/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
