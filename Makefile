# The targets: demo, test, lint, bench (ONLY=name), tagger, screener, docs, clean. Everything happens in .venv; PYTHON picks the interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TROTH_DATA ?= $(abspath ../shared/data)
export TROTH_DATA
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench tagger screener docs clean python

help:
	@sed -n '1s/^# //p' Makefile

python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Troth needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11, for example.")'

$(VENV)/run: pyproject.toml constraints/tested.txt | python
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet -c constraints/tested.txt -e '.[train,http]'
	@touch $@

$(VENV)/test: $(VENV)/run
	@$(BIN)/python -m pip install --quiet -c constraints/tested.txt -e '.[test]'
	@touch $@

demo: python $(VENV)/run
	@$(BIN)/python examples/helpdesk/make_data.py
	@$(BIN)/troth run examples/helpdesk/charter.yaml; status=$$?; \
	case $$status in 0|1|3) echo "The demo ran to its end (exit status $$status of troth run: 0 met, 1 broken, 3 undecided or not measured).";; \
	*) exit $$status;; esac

test: python $(VENV)/test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: python $(VENV)/test
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: python $(VENV)/test
	@$(BIN)/python -m benches $(ONLY)

tagger: python $(VENV)/test
	@$(BIN)/python -m pip install --quiet -c constraints/tested.txt -e '.[tagger]'
	@$(BIN)/python -m tagger

screener: python $(VENV)/test
	@$(BIN)/python -m screener

docs: python $(VENV)/test
	@$(BIN)/python -m pip install --quiet -c constraints/tested.txt -e '.[docs]'
	@$(BIN)/python docs/generate.py
	@$(BIN)/sphinx-build -q -W -b html docs docs/_build/html
	@echo docs/_build/html/index.html

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
