# Two commands do everything: `make report` builds the demonstration report, `make test` runs
# the tests. Either sets up what it needs the first time and never again until the lock changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY  := $(VENV)/ready
RIVALS := $(VENV)/rivals

# A module's tests stay together, since many share what its first one makes.
SIDE_BY_SIDE := -n auto --dist loadfile

.PHONY: report test test-all lab bench bench-counting lint docs lock clean

report: $(READY)
	@$(BIN)/lscb build northshire 2014-15

test: $(READY)
	@$(BIN)/python -m pytest -m "not slow" $(SIDE_BY_SIDE)

test-all: $(READY)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

lab: $(READY)
	@$(BIN)/jupyter lab notebooks

# What the press is to reach, measured beside what it is compared with: about a quarter of an hour,
# with nothing else running. tests/benchmarks/RESULTS.md keeps the latest: WRITE=--write.
bench: $(READY) $(RIVALS)
	@$(BIN)/python tests/benchmarks/table.py $(WRITE)

# How long the counting, the protection and the charts take. FOLDER, if it is given, holds DfE's
# "Children in need" tables as they were downloaded.
bench-counting: $(READY)
	@$(BIN)/python tests/benchmarks/census_reading.py
	@$(BIN)/python tests/benchmarks/chapters.py
	@$(BIN)/python tests/benchmarks/documents.py
	@$(BIN)/python tests/benchmarks/suppression.py
	@$(BIN)/python tests/benchmarks/protection.py
	@$(if $(FOLDER),$(BIN)/python tests/benchmarks/published_rates.py "$(FOLDER)")

# Apart from the environment: papermill would import its engine wherever papermill is imported.
$(RIVALS): tests/benchmarks/requirements.lock $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target $(RIVALS) -r $<
	@touch $(RIVALS)

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

docs: $(READY)
	@$(BIN)/python -m lscb.dictionaries

# Bytecode is compiled here, once: without it every start of a chapter costs seconds more.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lscb needs Python 3.11 or later; say which: make PYTHON=python3.11 report")'
	@echo "Setting up in $(VENV): about two minutes, once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --compile -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q lib/lscb
	@echo ready > $(READY)

# Only for those who change the dependencies: needs `uv`, which a report does not.
lock:
	@uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra dev --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/python tests/environment.py > environment.yml

clean:
	@rm -rf $(VENV) outputs/*/
