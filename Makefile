# What people type. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Which stacks (names or patterns), and further options for cdktf: make deploy STACK='aws-wandb' ARGS='--auto-approve'
STACK ?= *
ARGS ?=

PYTHON_IN_ENV := .venv/bin/python
CDKTF = $(PYTHON_IN_ENV) -m scripts.cdktf
STACKS = $(foreach stack,$(STACK),'$(stack)')
DEMO := $(PYTHON_IN_ENV) -m scripts.demo

# jsii, under cdktf, prints a banner about Node versions past their end of life; 20 is the oldest we take.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
# cdktf uses Node APIs that newer Node versions warn about as deprecated.
export NODE_NO_WARNINGS := 1
# The set-up leaves compiling to the first import: not to be thrown away after each run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-policy demo demo-diff demo-destroy demo-status demo-stop test test-unit bench lint format \
	snapshots synth diff deploy destroy lock audit clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

setup: ## install what the lock files name (.venv, node_modules); next to nothing when up to date
	@sh scripts/setup.sh

setup-policy: ## the same, and the scanners that only the tests need (.setup/policy)
	@sh scripts/setup.sh policy

demo: setup ## deploy everything for AWS to an endpoint on this machine
	@$(DEMO) up

demo-diff: setup ## plan the demo again: no changes
	@$(DEMO) diff

demo-destroy: setup ## destroy the demo, show the empty account, stop the endpoint
	@$(DEMO) destroy

demo-status: setup ## is the endpoint running, and with what
	@$(DEMO) status

demo-stop: setup ## stop the endpoint and discard the demo, deletion protection or not
	@$(DEMO) stop

# Emulator tests mostly wait for Terraform: three times as many workers as the two cores of CI. A file's tests stay in one
# worker, in order, and the files come in the order of tests/conftest.py.
test: setup-policy lint ## lint, types and every test
	@$(PYTHON_IN_ENV) -m pytest -n 6 --dist loadfile --no-loadscope-reorder $(ARGS)

# Many short tests and a few long ones in one file: a worker that has nothing left takes of another's.
test-unit: setup ## the fast tests alone: unit and snapshot
	@$(PYTHON_IN_ENV) -m pytest -n auto --dist worksteal tests/unit tests/snapshots $(ARGS)

bench: setup ## what a synth costs, in ratios to an ordinary CDKTF app; ARGS=--quick for a look
	@$(PYTHON_IN_ENV) -m bench $(ARGS)

lint: setup ## ruff and mypy, changing nothing
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

format: setup ## let ruff rewrite what it can
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

snapshots: setup ## rewrite the snapshots of synthesized Terraform; read their diff as a plan
	@$(PYTHON_IN_ENV) -m pytest tests/snapshots --snapshot-update $(ARGS)

synth: setup ## write every stack of the deployment files to cdktf.out
	@$(CDKTF) synth -- $(ARGS)

diff: setup ## show what a deploy would change; STACK='aws-wandb*' for some stacks
	@$(CDKTF) diff $(STACKS) -- $(ARGS)

deploy: setup ## deploy for real, after asking; STACK as above
	@$(CDKTF) deploy $(STACKS) -- $(ARGS)

destroy: setup ## destroy for real, after asking; STACK as above
	@$(CDKTF) destroy $(STACKS) -- $(ARGS)

lock: setup ## resolve Pipfile and package.json anew into their lock files
	@$(PYTHON_IN_ENV) -m scripts.lock

audit: setup-policy ## known vulnerabilities of what the lock files name; fails when there are any
	@$(PYTHON_IN_ENV) -m scripts.audit

clean: ## remove what set-up, synthesis and tests made; state and demo stay
	rm -rf .venv node_modules .setup .cache cdktf.out build dist *.egg-info .ruff_cache .mypy_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
