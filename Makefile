# The commands of this project. `make` without a target lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# STACK: names or patterns of stacks. ARGS: more options for cdktf. make deploy STACK='aws-wandb' ARGS='--auto-approve'
STACK ?= *
ARGS ?=

PYTHON_IN_ENV := .venv/bin/python
CDKTF = $(PYTHON_IN_ENV) -m scripts.cdktf
STACKS = $(foreach stack,$(STACK),'$(stack)')
DEMO := $(PYTHON_IN_ENV) -m scripts.demo

# jsii, which cdktf uses, prints a banner for Node versions past their end of life. 20 is the oldest supported version.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
# cdktf uses Node APIs that newer Node versions warn about as deprecated.
export NODE_NO_WARNINGS := 1
# The set-up does not compile packages. Python compiles them at first import, and must be able to store the result.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-policy demo demo-diff demo-destroy demo-status demo-stop test test-unit bench lint format \
	snapshots synth diff deploy destroy lock audit clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

setup: ## install the locked packages (.venv, node_modules); does nothing when up to date
	@sh scripts/setup.sh

setup-policy: ## the same, plus the scanners that only the tests need (.setup/policy)
	@sh scripts/setup.sh policy

demo: setup ## deploy the AWS infrastructure to an AWS emulator on this machine
	@$(DEMO) up

demo-diff: setup ## plan the demo again; expect no changes
	@$(DEMO) diff

demo-destroy: setup ## destroy the demo, show the empty account, stop the emulator
	@$(DEMO) destroy

demo-status: setup ## show whether the emulator runs, and how many resources it has
	@$(DEMO) status

demo-stop: setup ## stop the emulator and discard the demo, even with deletion protection
	@$(DEMO) stop

# Emulator tests mostly wait for Terraform, so there are three workers per core of CI. The tests of one file run in one
# worker, in order. The files run in the order of tests/conftest.py.
test: setup-policy lint ## run lint, type checks and all tests
	@$(PYTHON_IN_ENV) -m pytest -n 6 --dist loadfile --no-loadscope-reorder $(ARGS)

# Some files mix many short tests with a few long ones, so an idle worker takes tests from a busy one.
test-unit: setup ## run only the fast tests: unit and snapshot
	@$(PYTHON_IN_ENV) -m pytest -n auto --dist worksteal tests/unit tests/snapshots $(ARGS)

bench: setup ## compare the cost of a synth with that of a minimal CDKTF app; ARGS=--quick is faster
	@$(PYTHON_IN_ENV) -m bench $(ARGS)

lint: setup ## check with ruff and mypy; changes nothing
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

format: setup ## format and fix the code with ruff
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

snapshots: setup ## rewrite the snapshots of synthesized Terraform; review the diff like a plan
	@$(PYTHON_IN_ENV) -m pytest tests/snapshots --snapshot-update $(ARGS)

synth: setup ## synthesize every stack of the deployment files into cdktf.out
	@$(CDKTF) synth -- $(ARGS)

diff: setup ## show what a deploy would change; STACK='aws-wandb*' selects stacks
	@$(CDKTF) diff $(STACKS) -- $(ARGS)

deploy: setup ## deploy to your cloud account, after confirmation; STACK as above
	@$(CDKTF) deploy $(STACKS) -- $(ARGS)

destroy: setup ## destroy in your cloud account, after confirmation; STACK as above
	@$(CDKTF) destroy $(STACKS) -- $(ARGS)

lock: setup ## resolve Pipfile and package.json again and write the lock files
	@$(PYTHON_IN_ENV) -m scripts.lock

audit: setup-policy ## list known vulnerabilities of the locked packages; fails if there are any
	@$(PYTHON_IN_ENV) -m scripts.audit

clean: ## remove the output of set-up, synthesis and tests; keeps state and demo
	rm -rf .venv node_modules .setup .cache cdktf.out build dist *.egg-info .ruff_cache .mypy_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
