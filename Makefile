# Each line is a command that a person could type; README.md shows them without make.
.PHONY: lab test setup check bench faults
PYTHON ?= python3
BIN = .venv/bin

lab: setup
	@$(BIN)/ecs-course lab

test: setup
	@$(BIN)/python -m pytest

setup:
	@$(PYTHON) bootstrap.py

check: setup
	@$(BIN)/ecs-course dev check

bench: setup
	@$(BIN)/python -m tests.bench

faults: setup
	@$(BIN)/python -m tests.faults
