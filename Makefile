# Two commands on a fresh machine with Python 3.10 or newer: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# CPU builds of torch are enough for the tests; set TORCH=torch for the default (CUDA) build.
TORCH ?= torch==2.13.0

.PHONY: demo test lint clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

SOURCES = pyproject.toml $(wildcard src/policyclause/*.py inference/*.py inference/model/* labels/* training/*.py data/*.py)

$(VENV)/installed: $(SOURCES) | $(BIN)/python
	$(BIN)/pip install --quiet .
	touch $@

demo: $(VENV)/installed
	$(BIN)/policyclause classify tests/data/demo.txt

$(VENV)/installed-train: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet '$(TORCH)'
	$(BIN)/pip install --quiet '.[train,dev]'
	touch $@

# The installed copy is tested, so it is installed anew: seconds, once the rest is there.
test: $(VENV)/installed-train
	$(BIN)/pip install --quiet --no-deps .
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/typecheck.py
	$(BIN)/python -m pytest

lint: $(VENV)/installed-train
	$(BIN)/pre-commit run --all-files

clean:
	rm -rf $(VENV) build dist *.egg-info
