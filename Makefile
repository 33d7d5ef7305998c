# Two commands for everyone: make run, make test. The rest is for developers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test lint bench pictures clean browser
.DEFAULT_GOAL := run

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Claimline needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Creating the environment in $(VENV) and installing (a few minutes the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what tests and checks need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime
	@$(BIN)/python -m geo prepare
	@$(BIN)/python -m geo build articles
	@$(BIN)/python -m layers.prepack
	@echo "Claimline is served at http://localhost:$(PORT) (stop with Ctrl-C)"
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.headless true

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	      echo "Installing Chromium for the browser tests ..."; \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	    else echo "*** No Chromium found: the browser tests will be SKIPPED. Install chromium to run them. ***"; fi; }

test: $(VENV)/.dev browser
	@$(BIN)/python -m geo prepare
	@$(BIN)/python -m pytest -n 2 --dist loadfile
	@if [ -d tests/js ]; then \
	  if command -v node >/dev/null; then node --test tests/js/*.test.js; \
	  else echo "*** No node found: the JavaScript unit tests were SKIPPED. ***"; fi; fi

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy app.py geo layers tests
	@if [ -f package.json ]; then \
	  if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund && npm run --silent typecheck; \
	  else echo "*** No npm found: the JavaScript type check was SKIPPED. ***"; fi; fi

bench: $(VENV)/.dev
	@$(BIN)/python -m geo prepare
	@$(BIN)/python -m tests.bench

pictures: $(VENV)/.dev browser
	@$(BIN)/python -m geo prepare
	@$(BIN)/python -m geo build articles
	@$(BIN)/python -m layers.prepack
	@$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV) var static node_modules .mypy_cache .ruff_cache .pytest_cache
