# Everything that one does with a checkout. `make` alone lists it.

PYTHON ?= python3
PORT ?= 8080
KILLS ?= 1000
UPDATES ?= 20000
SEED ?= 1
MESSAGES ?= 100000
VENV := .venv
RUN := $(VENV)/bin/python -m

# pip says nothing unless it fails.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
export PIP_QUIET := 2

COMPILE := --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-header --extra postgres

.DEFAULT_GOAL := help
.NOTPARALLEL:
# Always asked for: .ci/venv compares the lock with what was installed, and does nothing where they agree.
.PHONY: help runtime dev demo story test test-long lint types contracts catalogs bench newsbench flatbench torture mutants leaks limits install lock clean

help: ## List what can be made.
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

demo: runtime ## Try it in the browser: the real bot, a simulated Telegram. PORT=8090 moves it.
	@$(RUN) bot demo --port $(PORT)

story: runtime ## Play one scripted conversation in the terminal.
	@$(RUN) bot demo --story

test: dev ## Run the tests; about nine minutes on two cores.
	@$(RUN) pytest -m "not long"

test-long: dev ## Run what takes longer: torture, all examples of each property, all files of the corpus.
	@$(RUN) pytest -m "long or hypothesis" --hypothesis-profile=full

lint: dev ## Check style and form of the code.
	@$(RUN) ruff check --quiet
	@$(RUN) ruff format --check --quiet

types: dev ## Check the types.
	@$(RUN) mypy --no-error-summary

contracts: dev ## Check which module may import which.
	@$(VENV)/bin/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-logo >$(VENV)/contracts.log 2>&1 \
		|| { cat $(VENV)/contracts.log; exit 1; }

catalogs: dev ## Check that the catalogs have every sentence of the code.
	@$(VENV)/bin/python locales/update.py --check

bench: dev ## Measure how many messages a second cross the bridge here, what a flood does, what long texts and figures cost.
	@$(RUN) tests.bench.relay
	@$(RUN) tests.bench.flood
	@$(RUN) tests.bench.longtexts
	@$(RUN) tests.bench.figures

newsbench: dev ## Measure what news to 5,000 people does to live messages; takes seven minutes.
	@$(RUN) tests.bench.broadcast

flatbench: dev ## Measure the same with a million old messages and a million that wait; takes five minutes for each database.
	@$(RUN) tests.bench.flat
	@$(RUN) tests.bench.flat --postgres

torture: dev ## Kill the bot a thousand times and count what became of every message. KILLS=100 UPDATES=2000 SEED=1
	@$(RUN) tests.torture --kills $(KILLS) --updates $(UPDATES) --seed $(SEED)

mutants: dev ## Send 100,000 broken updates through the intake and count what became of them. UPDATES=10000 SEED=1
	@$(RUN) tests.torture.mutants --updates $(if $(filter 20000,$(UPDATES)),100000,$(UPDATES)) --seed $(SEED)

leaks: dev ## Send 100,000 messages full of what nobody may see, and look for it everywhere. MESSAGES=10000 SEED=1
	@$(RUN) tests.torture.leaks --messages $(MESSAGES) --deeds $(MESSAGES) --seed $(SEED)

limits: dev ## Send 100,000 messages under Telegram's limits and count the refusals. MESSAGES=10000
	@$(RUN) tests.torture.limits --sends $(MESSAGES)

install: runtime ## Make the command .venv/bin/brobygger, for a server: see deploy/README.md.
	@$(RUN) compileall -q bot handlers storage
	@$(VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >$(VENV)/purelib
	@pwd >"$$(cat $(VENV)/purelib)/brobygger.pth"
	@printf '#!/bin/sh\nexec "%s/$(VENV)/bin/python" -P -m bot "$$@"\n' "$$(pwd)" >$(VENV)/bin/brobygger
	@chmod 755 $(VENV)/bin/brobygger
	@echo "Installed: $$(pwd)/$(VENV)/bin/brobygger"

lock: ## Resolve all dependencies anew (needs uv); look at the difference before you commit it.
	@uv pip compile $(COMPILE) pyproject.toml -o requirements.lock
	@uv pip compile $(COMPILE) --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove .venv and what tools left behind; data/ and config.toml stay.
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The demo and a server need the few packages of requirements.lock; tests and checks need those and more.
runtime:
	@PYTHON=$(PYTHON) .ci/venv requirements.lock

dev:
	@PYTHON=$(PYTHON) .ci/venv requirements-dev.lock
