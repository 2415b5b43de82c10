# `make` without a target lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# STACK: names or patterns of stacks. ARGS: more options for cdktf. make deploy STACK='aws-wandb' ARGS='--auto-approve'
STACK ?= *
ARGS ?=
# CLOUD: the cloud of the demo, aws or azure. Each has its own demo.
CLOUD ?= aws

PYTHON_IN_ENV := .venv/bin/python
CDKTF = $(PYTHON_IN_ENV) -m scripts.cdktf
STACKS = $(foreach stack,$(STACK),'$(stack)')
DEMO := $(PYTHON_IN_ENV) -m scripts.demo

# jsii, which cdktf uses, prints a banner for end-of-life Node versions; 20 is the oldest version supported here.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
# cdktf uses Node APIs that newer Node versions warn about as deprecated.
export NODE_NO_WARNINGS := 1
# Setup does not compile Python files; the first import does, and must be able to store the result.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-policy setup-docs setup-cdktn setup-tests docs demo demo-diff demo-destroy demo-status \
	demo-stop test test-unit bench lint format snapshots synth diff drift deploy destroy preflight deployer-policy \
	compare diagram restore-files recover-state adopt adopt-leftovers lock audit clean upgrades cost compiled-tests

help: ## list all targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

setup: ## install the locked packages (.venv, node_modules); fast when up to date
	@sh scripts/setup.sh

setup-policy: ## like setup, plus the scanners (.setup/policy)
	@sh scripts/setup.sh policy

setup-docs: ## like setup, plus the generator of the site (.setup/docs)
	@sh scripts/setup.sh docs

setup-cdktn: ## like setup, plus CDK Terrain 0.24 and 0.23 (.setup/cdktn, .setup/cdktn-023)
	@sh scripts/setup.sh cdktn cdktn-023

setup-tests: ## like setup, plus all that the tests need: the scanners, the site generator, the Azure SDK and CDK Terrain
	@sh scripts/setup.sh policy docs preflight cdktn cdktn-023

demo: setup ## deploy both AWS stacks to a local emulator; CLOUD=azure selects Azure
	@$(DEMO) up '$(CLOUD)'

demo-diff: setup ## plan the demo again; expect no changes
	@$(DEMO) diff '$(CLOUD)'

demo-destroy: setup ## destroy the demo, show the empty account, stop the emulator
	@$(DEMO) destroy '$(CLOUD)'

demo-status: setup ## show for both clouds whether the emulator runs and what is deployed
	@$(DEMO) status

demo-stop: setup ## stop the emulator and discard the demo, even with deletion protection
	@$(DEMO) stop '$(CLOUD)'

# Emulator tests mostly wait for Terraform, on Azure for minutes: four workers per core of CI (two cores). The tests of a file run
# in one worker, in order. tests/conftest.py sets the order of the files.
test: setup-tests ## run lint, type checks and all tests
	@$(MAKE) --no-print-directory -j 2 lint compiled-tests
	@$(PYTHON_IN_ENV) -m pytest -n 8 --dist loadfile --no-loadscope-reorder $(ARGS)

compiled-tests: ## collect all tests once, so that the workers of a test run find them compiled
	@mkdir -p .cache
	@$(PYTHON_IN_ENV) -m pytest --collect-only -qq >.cache/collected.txt || { tail -n 40 .cache/collected.txt; exit 1; }

# worksteal: one file can have many short tests and a few long ones, so idle workers take tests from busy ones.
test-unit: setup ## run only the fast tests: unit and snapshot
	@$(PYTHON_IN_ENV) -m pytest -n auto --dist worksteal tests/unit tests/snapshots $(ARGS)

docs: setup-docs ## build the pages and the API reference (build/docs); fails if a link is dead
	@$(PYTHON_IN_ENV) -m scripts.docs

bench: setup ## compare the cost of a synth with an ordinary CDKTF app; ARGS=--quick for a short run
	@$(PYTHON_IN_ENV) -m bench $(ARGS)

lint: setup ## run ruff and mypy without changing files
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

format: setup ## apply ruff's fixes and formatting
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

snapshots: setup ## update the snapshots of synthesized Terraform; review their diff like a plan
	@$(PYTHON_IN_ENV) -m pytest tests/snapshots --snapshot-update $(ARGS)

synth: setup ## synthesize all stacks to cdktf.out
	@$(CDKTF) synth -- $(ARGS)

diff: setup ## show what a deploy would change; STACK='aws-wandb*' selects stacks
	@$(CDKTF) diff $(STACKS) -- $(ARGS)

drift: setup ## compare deployments with their state and their cloud; STACK as for diff, ARGS='--json --all'
	@$(PYTHON_IN_ENV) -m scripts.drift $(STACKS) $(ARGS)

deploy: setup ## deploy to the cloud after a confirmation; STACK as for diff
	@$(CDKTF) deploy $(STACKS) -- $(ARGS)

preflight: ## ask the account, read-only, whether a deploy would succeed; STACK as for diff, ARGS=--json
	@sh scripts/setup.sh preflight
	@$(PYTHON_IN_ENV) -m scripts.preflight $(STACKS) $(ARGS)

upgrades: setup ## list versions that are out of support, or will be within 180 days; STACK as for diff, ARGS=--json
	@$(PYTHON_IN_ENV) -m scripts.upgrades $(STACKS) $(ARGS)

deployer-policy: setup ## write the least privileges of a deployer to deployer-policy/; STACK as for diff
	@$(PYTHON_IN_ENV) -m scripts.deployer_policy $(STACKS) $(ARGS)

destroy: setup ## destroy in the cloud after a confirmation; STACK as for diff
	@$(CDKTF) destroy $(STACKS) -- $(ARGS)

restore-files: setup ## list or restore deleted files on AWS; STACK=aws-name PREFIX=path ARGS='--to=time --apply'
	@$(PYTHON_IN_ENV) -m scripts.restore_files $(STACKS) '$(PREFIX)' $(ARGS)

recover-state: setup ## after make synth, write import blocks for a lost state on AWS; STACK=aws-name
	@$(PYTHON_IN_ENV) -m scripts.recover_state $(STACKS)

compare: setup ## show how two deployments differ; A=aws-dev B=aws-prod
	@$(PYTHON_IN_ENV) -m scripts.compare '$(A)' '$(B)' $(ARGS)

diagram: setup ## draw deployments as SVG (diagrams/); STACK as for diff
	@$(PYTHON_IN_ENV) -m scripts.diagram $(STACKS) $(ARGS)

cost: setup ## estimate the monthly price of deployments; STACK as for diff, ARGS='--region eastus'
	@$(PYTHON_IN_ENV) -m scripts.cost $(STACKS) $(ARGS)

adopt: setup ## take over a deployment of the official module; STATE=file NAME=name [MODULE=address]
	@$(PYTHON_IN_ENV) -m scripts.adopt '$(STATE)' '$(NAME)' $(if $(MODULE),--module '$(MODULE)') $(ARGS)

adopt-leftovers: setup ## list and remove what an official deployment left over; STACK=<cloud>-name [KIND='nodes iam']
	@$(PYTHON_IN_ENV) -m scripts.adopt_leftovers $(STACKS) $(KIND)

lock: setup ## update Pipfile.lock and package-lock.json
	@$(PYTHON_IN_ENV) -m scripts.lock

audit: setup-policy ## list known vulnerabilities of the locked packages; fails if there are any
	@$(PYTHON_IN_ENV) -m scripts.audit

clean: ## remove the files of setup, synthesis and tests; keep state and demo
	rm -rf .venv node_modules .setup .cache cdktf.out build dist *.egg-info .ruff_cache .mypy_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
