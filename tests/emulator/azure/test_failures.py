"""Interrupted runs and an emulator that fails: the next apply completes the deployment, and creates nothing twice."""

import json
import os
import random
import re
import signal
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

import pytest

from emulator.azure.faults import FAULTS
from emulator.loopback import open_local
from scripts.state_copies import restore_broken, state_copies
from tests.deployments import read
from tests.emulator.azure.imports import ROUNDS, apply_despite_leftovers
from tests.emulator.deployed import Deployed, Values
from tests.emulator.refusals import NOT_REFUSED, refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container
from tests.terraform_runner import TerraformError

# WANDB_TEST_SEED=... pytest tests/emulator/azure/test_failures.py interrupts at other moments.
SEED = int(os.environ.get("WANDB_TEST_SEED", "8"))
# In lines of progress: an apply writes about 200, and the vault takes from line 12 to line 147.
IN_APPLY, IN_NEXT_APPLY, IN_DESTROY = range(20, 140), range(1, 60), range(1, 60)
# The end of the path of a PUT: the resource is created, but its answer is lost.
ANSWERS_LOST = (
    *("virtualNetworks/[^/]+", "vaults/[^/]+", "roleAssignments/[^/]+"),
    *("managedClusters/[^/]+", "flexibleServers/[^/]+"),
)
_FAULT = re.compile(r"fault: (\w+) ")


def interrupted(deployment: Deployed, values: Values) -> Steps:
    """Ctrl-C in two applies and in the destroy."""
    yield from _ended(deployment, values, signal.SIGINT, times=2)


def killed(deployment: Deployed, values: Values) -> Steps:
    """A kill in the apply and in the destroy."""
    yield from _ended(deployment, values, signal.SIGKILL, times=1)


def _ended(deployment: Deployed, values: Values, how: signal.Signals, *, times: int) -> Steps:
    moments = random.Random(SEED)
    deployment.configure({**values, "deletion_protection": False})
    deployment.terraform.init()
    chosen = [moments.choice(IN_APPLY if number == 0 else IN_NEXT_APPLY) for number in range(times)]
    for moment in chosen:
        _end(deployment, moment, how, "apply")
    yield "moments", chosen
    yield "imported", apply_despite_leftovers(deployment)
    yield "state", deployment.managed()
    yield "configured", set(read(deployment.output)[deployment.stack_name].by_address)
    yield "second plan", deployment.terraform.plan()
    _end(deployment, moments.choice(IN_DESTROY), how, "destroy")
    deployment.terraform.destroy()
    yield "destroy", deployment.managed()
    yield "left", deployment.emulator.remaining()


def _end(deployment: Deployed, moment: int, how: signal.Signals, action: str) -> None:
    with state_copies(deployment.folder):
        deployment.terraform.end_at(moment, how, action)
    restore_broken(deployment.folder)


def lose_answer(deployment: Deployed, path: str) -> None:
    fault = {"method": "PUT", "path": f"{path}$", "kind": "answer_lost"}
    url = f"{deployment.emulator.endpoint}/_emulator/faults"
    request = urllib.request.Request(url, json.dumps(fault).encode(), method="POST")
    open_local(request).close()


def faulty(deployment: Deployed, values: Values) -> Steps:
    """Apply, plan again and destroy while requests fail, or succeed without an answer."""
    deployment.configure({**values, "deletion_protection": False})
    for path in ANSWERS_LOST:
        lose_answer(deployment, path)
    deployment.terraform.init()
    yield "imported", apply_despite_leftovers(deployment, after_any_error=True)
    yield "faults", Counter(_FAULT.findall(deployment.emulator.log_file.read_text()))
    yield "second plan", _plan_despite_errors(deployment)
    _destroy_despite_errors(deployment)
    yield "destroy", deployment.managed()
    yield "left", deployment.emulator.remaining()


def _plan_despite_errors(deployment: Deployed) -> Mapping[str, str]:
    """The first plan that succeeds: azurerm does not ask again for a token that it did not get."""
    for _ in range(ROUNDS - 1):
        with suppress(TerraformError):
            return deployment.terraform.plan()
    return deployment.terraform.plan()


def _destroy_despite_errors(deployment: Deployed) -> None:
    for _ in range(ROUNDS):
        if refusal_of(deployment.terraform.destroy) == NOT_REFUSED:
            return
    raise AssertionError(f"{ROUNDS} destroys did not suffice")


STORIES: Mapping[str, StoryDefinition] = {
    "azure-interrupted": ("azure", "recommended", by_container(interrupted)),
    "azure-killed": ("azure", "recommended", by_container(killed)),
    "azure-faulty": ("azure", "recommended", by_container(faulty)),
}
EMULATOR_OPTIONS = {"azure-faulty": ("--fault-rate", "0.05", "--fault-seed", "8")}
each_end = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.story(name)) for name in ("azure-interrupted", "azure-killed")]
)
each = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.story(name)) for name in STORIES])


@each_end
def test_next_apply_creates_what_is_missing(name: str, story: Story) -> None:
    assert sorted(story["state"]) == sorted(story["configured"]), story["moments"]


@each
def test_nothing_is_to_change_after_the_failure(name: str, story: Story) -> None:
    assert story["second plan"] == {}


@each
def test_destroy_leaves_nothing(name: str, story: Story) -> None:
    assert (story["destroy"], story["left"]) == ([], {})


@pytest.mark.story("azure-faulty")
def test_apply_meets_every_kind_of_fault(story: Story) -> None:
    met = story["faults"]

    assert met.keys() == {"answer_lost", *(fault.__name__ for fault in FAULTS)}
    assert met["answer_lost"] == len(ANSWERS_LOST)
    assert met.total() > 20
