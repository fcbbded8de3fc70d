# Two commands are enough: `make run` and `make test`. Everything they need is made on the way.
.PHONY: run demo test check format messages clean

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
TEST_READY := $(VENV)/.test-ready

run: $(RUN_READY)  ## serve the app on http://localhost:8501 (PORT, DATA_DIR, DATABASE_URL choose otherwise)
	@$(BIN)/python -m lib run

demo: $(RUN_READY)  ## the same on a data directory of its own, filled with demo data
	@$(BIN)/python -m lib demo

test: $(TEST_READY)  ## the whole suite, browser included
	@.ci/install-chromium || [ "$$CI" != true ]
	@$(BIN)/python -m lib test

check: $(TEST_READY)  ## style, types, walls, migrations, translations
	@$(BIN)/python -m lib check

format: $(TEST_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(TEST_READY)  ## bring the English catalogue up to date with the source text
	$(BIN)/python -m tests.consistency.catalogue --update

$(RUN_READY): requirements.txt
	@test -x $(BIN)/python || .ci/make-venv $(VENV) "$(PYTHON)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): requirements-dev.txt requirements.txt
	@test -x $(BIN)/python || .ci/make-venv $(VENV) "$(PYTHON)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUN_READY)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
