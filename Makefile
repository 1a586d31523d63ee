# Two commands on a fresh machine with Python 3.10 or newer: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# A CPU build of torch is enough for the tests; this names a version alone, the build is what pip's index offers.
TORCH ?= torch==2.13.0

.PHONY: demo test test-cluster lint reproduce scratch card clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

SOURCES = pyproject.toml $(wildcard src/policyclause/*.* inference/*.* inference/model/* labels/*.* data/*.py data/families.json \
  data/formulae.txt training/*.* training/metrics/*/*.py)

$(VENV)/installed: $(SOURCES) | $(BIN)/python
	$(BIN)/pip install --quiet .
	touch $@

demo: $(VENV)/installed
	$(BIN)/policyclause classify tests/data/demo.txt

$(VENV)/installed-train: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet '$(TORCH)'
	$(BIN)/pip install --quiet '.[train,serve,dev]'
	touch $@

# The installed copy is tested, so it is installed anew: seconds, once the rest is there.
test: $(VENV)/installed-train
	$(BIN)/pip install --quiet --no-deps .
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/typecheck.py
	$(BIN)/python -m pytest

# Ray is large (240 MB installed), so its tests are not part of "test": there they are skipped.
test-cluster: $(VENV)/installed-train
	$(BIN)/pip install --quiet '.[cluster]'
	$(BIN)/python -m pytest tests/test_cluster.py

lint: $(VENV)/installed-train
	$(BIN)/pre-commit run --all-files

# The commit whose packaged model the present one goes on from.
BEFORE = 6ede3d2

# From the data to the packaged model, with reports, in runs/shipped; GOLD as below. Up to an hour on two cores.
reproduce: $(VENV)/installed-train
	$(BIN)/pip install --quiet --no-deps .
	mkdir -p var/before
	git archive --output=var/before.tar $(BEFORE) inference/model && tar -xf var/before.tar -C var/before --strip-components=2
	$(BIN)/policyclause restore var/before var/before/network
	$(BIN)/policyclause train --config configs/shipped.yaml
	for gold in data/composed/test*.jsonl $(GOLD); do \
	  $(BIN)/policyclause evaluate --gold $$gold --model runs/shipped/onnx \
	    --output runs/shipped/reports/$$(basename $$gold .jsonl) || exit 1; \
	done

# From the embedded encoder, with no model before: a model of the packaged one's kind in runs/scratch. Hours on two cores.
scratch: $(VENV)/installed-train
	$(BIN)/pip install --quiet --no-deps .
	$(BIN)/policyclause adapt --config configs/scratch/adapted.yaml
	for config in first_teacher second_teacher taught; do \
	  $(BIN)/policyclause train --config configs/scratch/$$config.yaml || exit 1; \
	done

# Measures the packaged model on the test splits, and on GOLD (files of your own, if any), and writes the model card.
card: $(VENV)/installed-train
	$(BIN)/pip install --quiet --no-deps .
	mkdir -p docs/metrics
	for gold in data/composed/test*.jsonl $(GOLD); do \
	  name=$$(basename $$gold .jsonl); \
	  $(BIN)/policyclause evaluate --gold $$gold --output var/reports/$$name && \
	  cp var/reports/$$name/metrics.json docs/metrics/$$name.json || exit 1; \
	done
	$(BIN)/policyclause card docs/metrics/*.json

clean:
	rm -rf $(VENV) build dist *.egg-info
