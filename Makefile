# What is done twice has a target here. Each target sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help demo test golden coverage mutants bench-search bench-wire bench-delivery bench-ledger bench-parse bench-ingest torture screenshots contact-sheet pictures translations check format lock clean

PY := .venv/bin/python
unexport PYTHONDONTWRITEBYTECODE  # without bytecode each process of a test run compiles everything anew
WORKERS := -n 4 --dist worksteal  # twice as many as two cores: many tests wait, for a process or a browser

##@ Try it

demo: .venv/demo  ## the real bot in a simulated Discord, in your browser: no account, no token
	@$(PY) -m demo

##@ Build it

test: .venv/dev  ## every test
	@$(PY) -m pytest $(WORKERS)

golden: .venv/dev  ## write the golden texts anew: what people read in each case of tests/bot/behaviour/cases.md; review the diff
	@$(PY) -m pytest -q $(WORKERS) tests/bot/behaviour --update-golden
	@git --no-pager diff --stat -- tests/bot/behaviour/golden

check: .venv/dev  ## ruff, mypy, import-linter
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

format: .venv/dev  ## put the code into its shape
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

coverage: .venv/dev  ## every test with all examples, and which branches none of them took (95 % of them must be)
	@rm -f .coverage .coverage.*
	@$(PY) -m coverage run -m pytest -q $(WORKERS) --hypothesis-profile=thorough
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report

mutants: .venv/mutants  ## change the code in small ways and see whether a test notices (by hand, it takes a while; PARSER=all: longer)
	@$(PY) -m tests.bench.mutants $(PARSER)

translations: .venv/dev  ## put new texts into the catalogues of bot/locales, and say what each language lacks
	@$(PY) -m tests.translations

screenshots: .venv/dev  ## the README's pictures, taken of the demo (needs Chromium)
	@$(PY) -m demo.screenshots

contact-sheet: .venv/dev  ## every screen in English, Chinese and Japanese, on one page in docs/images (needs Chromium)
	@$(PY) -m demo.screenshots --all

pictures: .venv/dev  ## the logo's sizes and the sample issues' pictures, drawn anew (needs Chromium)
	@$(PY) -m demo.drawing

##@ Measure it

bench-search: .venv/bench  ## how fast and how well search finds, beside tantivy and LIKE (SIZES="10000 100000 1000000")
	@$(PY) -m tests.bench.search $(SIZES)

bench-delivery: .venv/dev  ## digests a second, answers of 429, and what readers notice meanwhile (about 10 minutes)
	@$(PY) -m tests.bench.delivery

bench-ledger: .venv/dev  ## what 50,000 subscriptions cost: a tick, queuing an issue, memory
	@$(PY) -m tests.bench.ledger

bench-parse: .venv/dev  ## how long 1 MB of each text takes that is hard to read, and whether time grows with length
	@$(PY) -m tests.bench.parse

bench-ingest: .venv/dev  ## how long 1,000 issues take to come in, on one core
	@taskset -c 0 $(PY) -m tests.bench.ingest

bench-wire: .venv/dev  ## what the small Discord of the tests can carry
	@$(PY) -m tests.wire_selftest.bench

torture: .venv/dev  ## the crash test in full: 200 kills (about half an hour)
	@$(PY) -m tests.process.torture

##@ Keep house

help:  ## this list
	@sed -nE 's/^##@ (.*)/\n\1/p; s/^([a-z-]+):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 20

lock: .venv/dev  ## pin anew what pyproject.toml asks for (needs uv; LOCK=--upgrade for newer ones)
	@for part in ":" "-demo:--group demo" "-dev:--group test --group lint" "-mutants:--group mutants" "-bench:--group bench"; do \
		uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-emit-find-links --no-annotate $(LOCK) \
			$${part#*:} -o requirements$${part%%:*}.lock || exit 1; done

clean:  ## throw away what can be made again (never data/)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants .coverage .coverage.*

# --- setting up -------------------------------------------------------------------------------

.venv/bin/python:
	@for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		command -v $$candidate >/dev/null 2>&1 || continue; \
		$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
		found=$$candidate; break; done; \
	if [ -z "$$found" ]; then \
		echo "Paperboy needs Python 3.11 or newer: install it (on Debian and Ubuntu: apt install python3 python3-venv), then run make again." >&2; exit 1; fi; \
	if ! $$found -c 'import venv, ensurepip' >/dev/null 2>&1; then \
		echo "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv), then run make again." >&2; exit 1; fi; \
	$$found -m venv .venv

.venv/demo: requirements-demo.lock | .venv/bin/python
	@echo "Installing what the demo needs (once, about a minute) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.lock
	@touch $@

.venv/dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need (once, about a minute) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/demo

.venv/mutants: requirements-mutants.lock | .venv/dev
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutants.lock
	@touch $@

.venv/bench: requirements-bench.lock .venv/dev | .venv/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@
