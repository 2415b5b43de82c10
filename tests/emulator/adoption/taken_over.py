"""A recorded deployment of the official module in a fresh account, and its adoption."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from constructs_lib.adoption import Adoption, adoption_path, database_password, read_adoption, read_deployment
from constructs_lib.adoption.verdict import Verdict, judge
from constructs_lib.azure import roles
from emulator import Emulator
from scripts import adopt, adopt_leftovers
from tests.deployments import load, synthesize
from tests.emulator.adoption.azure_replay import replay as replay_on_azure
from tests.emulator.adoption.replay import replay
from tests.emulator.deployed import KUBELOGIN, resources_in
from tests.official_states import RECORDED, RECORDED_ON_AZURE
from tests.running_providers import RunningProviders
from tests.terraform_runner import PARALLELISM, Terraform

ZONE = "Z0123456789WANDB=wandb.ml"
REGION = "eu-central-1"
# A file of tests per group of deployments: files run side by side.
VERSION_2 = [name for name in RECORDED if name.startswith("v2.")]


class TakenOver:
    """The account of a recorded deployment on `cloud`, its state, and the files that `make adopt` makes of it."""

    def __init__(self, cloud: str, state: str, emulator: Emulator, folder: Path) -> None:
        self.emulator = emulator
        self.state = folder / "official.tfstate"
        self.state.write_text(state)
        assert adopt.main([str(self.state), "old", "--folder", str(folder)]) == 0
        self.file = folder / cloud / "old.tfvars"
        self._output = folder / "cdktf.out"
        self._state = folder / f"terraform.{cloud}-old.tfstate"
        self.stack = self._output / "stacks" / f"{cloud}-old"
        self.password = database_password(read_deployment(self.state))
        # The real kubelogin needs a login to Azure; the emulator's gets its token from the emulator.
        path = f"{KUBELOGIN}{os.pathsep}{os.environ['PATH']}"
        environment = {**emulator.environment(), "PATH": path, "TF_VAR_adopted_database_password": self.password}
        self._log = folder / "terraform.log"
        self.providers = RunningProviders(folder)
        self.terraform = Terraform(self.stack, log=self._log, environment=environment, providers=self.providers)
        self.application_stack = self.stack.with_name(f"{cloud}-old-app")
        self.application = Terraform(
            self.application_stack,
            log=folder / "application.log",
            environment={**emulator.environment(), "PATH": path},
            providers=self.providers,
        )
        self.configure()
        self.terraform.init()

    @property
    def adoption(self) -> Adoption:
        """What the adoption file says now."""
        found = read_adoption(self.file)
        assert found is not None
        return found

    def configure(self, change: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Synthesizes the deployment; `change` changes the configuration that Terraform gets."""
        with patch.object(roles, "ROLE_PROPAGATION_SECONDS", 1):
            synthesize(load(self.file), self._output)
        if change:
            configuration = json.loads((self.stack / "cdk.tf.json").read_text())
            change(configuration)
            (self.stack / "cdk.tf.json").write_text(json.dumps(configuration))

    def verdict(self) -> Verdict:
        """The verdict on a plan, which is saved as `plan`. Terraform may refuse it only if the verdict does."""
        (self.stack / "plan").unlink(missing_ok=True)
        command = ("plan", "-out=plan", "-input=false", f"-parallelism={PARALLELISM}")
        output = self.terraform.run(*command, accepted=(0, 1))
        self.plan: dict[str, Any] = json.loads(self.terraform.show("plan"))
        verdict = judge(self.plan, self.adoption, has_password=True)
        assert verdict.refused or output.status == 0, output.text
        return verdict

    def attributes(self) -> dict[str, dict[str, Any]]:
        """Address to attributes of every resource in the state."""
        return {each["address"]: each["values"] for each in resources_in(self._state) if each["mode"] == "managed"}

    def written(self) -> str:
        """The saved plan, the state and the log of Terraform."""
        return json.dumps(self.plan) + self._state.read_text() + self._log.read_text()

    def remove(self, *kinds: str) -> None:
        """Removes leftovers of these kinds, and notes it in the adoption file."""
        stack = json.loads((self.stack / "cdk.tf.json").read_text())
        for kind in kinds:
            adoption = self.adoption
            chosen = adopt_leftovers.removable(kind, [x for x in adoption.leftovers if x.kind == kind], adoption)
            if chosen:
                assert adopt_leftovers.destroy(adoption.cloud, chosen, stack, self.terraform.environment)
                adopt_leftovers.forget(self.file, adoption, chosen)

    def give_up(self, *parts: str) -> None:
        """Removes entries of `kept` from the adoption file, as its owner does."""
        path = adoption_path(self.file)
        document = json.loads(path.read_text())
        for part in parts:
            del document["kept"][part]
        path.write_text(json.dumps(document))


@contextmanager
def taken_over(name: str, folder: Path) -> Iterator[TakenOver]:
    """The recorded deployment `name` on an emulator of its own."""
    folder.mkdir()
    with ExitStack() as stack:
        if name in RECORDED_ON_AZURE:
            emulator = stack.enter_context(Emulator(cloud="azure"))
            here = TakenOver("azure", replay_on_azure(name, emulator), emulator, folder)
        else:
            emulator = stack.enter_context(Emulator(hosted_zones=[ZONE], region=REGION))
            here = TakenOver("aws", replay(name, emulator), emulator, folder)
        stack.callback(here.providers.stop)
        yield here


def actions(plan: Mapping[str, Any]) -> Counter[str]:
    """How many managed resources a plan creates, updates and so on."""
    changes = [each["change"]["actions"] for each in plan["resource_changes"] if each["mode"] == "managed"]
    return Counter("replace" if len(each) > 1 else each[0] for each in changes)
