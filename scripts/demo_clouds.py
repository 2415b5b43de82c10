"""What differs between the demos on AWS and on Azure."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from constructs_lib.deployments import Deployment
from emulator.environment import AWS_ACCOUNT, aws_environment, azure_environment, proxy_environment
from scripts.demo_emulator import DemoError, Emulator
from scripts.setup import ROOT

DEFAULT = "aws"
# Any; the emulator has every subscription. A deployment file can name another one.
SUBSCRIPTION = "44444444-4444-4444-4444-444444444444"


class Cloud(ABC):
    """A cloud of the demo.

    `programs` are the command-line programs, besides Terraform, that a shell of the demo uses. `folders` come first on
    the PATH. `examples` are commands that show something of the infrastructure.
    """

    name: str
    title: str
    account: str
    programs: Sequence[str]
    folders: Sequence[Path] = ()
    examples: Sequence[str] = ()
    after_destroy: str

    def make(self, target: str) -> str:
        """The make command for this cloud."""
        return f"make {target}" if self.name == DEFAULT else f"make {target} CLOUD={self.name}"

    def options(self, deployments: Sequence[Deployment]) -> list[str]:
        """The options of an emulator for these deployments."""
        return ["--cloud", self.name]

    def require(self, deployments: Sequence[Deployment], emulator: Emulator) -> None:
        """Raises DemoError if the running emulator lacks what these deployments need."""
        return

    @abstractmethod
    def environment(self, deployments: Sequence[Deployment], emulator: Emulator) -> dict[str, str]:
        """The variables that direct clients to the emulator, and never to an account of the user."""


class _Aws(Cloud):
    name, title, account = "aws", "AWS", "account"
    programs = ("aws", "kubectl")
    examples = ("aws eks list-clusters",)
    after_destroy = "the database leaves a final snapshot"

    def options(self, deployments: Sequence[Deployment]) -> list[str]:
        zones = _hosted_zones(deployments).items()
        return [
            *super().options(deployments),
            *("--account", _account(deployments)),
            *(text for id_, domain in zones for text in ("--hosted-zone", f"{id_}={domain}")),
        ]

    def require(self, deployments: Sequence[Deployment], emulator: Emulator) -> None:
        fix = f"run `{self.make('demo-stop')}`, then `{self.make('demo')}`"
        changed = f"the deployment files have changed since it started; {fix}"
        status = emulator.status()
        if (account := _account(deployments)) != status["account"]:
            raise DemoError(f"the running emulator has the account {status['account']}, not {account}: {changed}")
        if missing := set(_hosted_zones(deployments)) - set(status["hosted_zones"]):
            raise DemoError(f"the running emulator has no hosted zone {', '.join(sorted(missing))}: {changed}")

    def environment(self, deployments: Sequence[Deployment], emulator: Emulator) -> dict[str, str]:
        # Helm reaches the emulator's charts through the proxy, which passes other hosts on to that of the user.
        found = aws_environment(emulator.url, _settings(deployments)[0].region)
        return found | proxy_environment(emulator.url, emulator.authorities)


class _Azure(Cloud):
    name, title, account = "azure", "Azure", "subscription"
    programs = ("kubectl",)
    folders = (ROOT / "emulator" / "azure" / "bin",)  # with a stand-in for kubelogin
    after_destroy = "the names of the vaults stay reserved"

    def options(self, deployments: Sequence[Deployment]) -> list[str]:
        existing, groups = dict[str, None](), dict[str, None]()
        for settings in _settings(deployments):
            ids = [value for value in vars(settings).values() if str(value).startswith("/subscriptions/")]
            existing |= dict.fromkeys(ids)
            groups |= dict.fromkeys(settings.key_vault_administrator_object_ids)
            groups |= dict.fromkeys(settings.kubernetes_admin_group_object_ids)
        return [
            *super().options(deployments),
            *(text for id_ in existing for text in ("--existing", id_)),
            *(text for id_ in groups for text in ("--group", id_)),
        ]

    def environment(self, deployments: Sequence[Deployment], emulator: Emulator) -> dict[str, str]:
        # The emulator is the proxy, and passes other hosts on to that of the user: none may bypass it.
        subscription = _settings(deployments)[0].subscription_id or SUBSCRIPTION
        return azure_environment(emulator.url, emulator.authorities, subscription)


CLOUDS: Mapping[str, Cloud] = {cloud.name: cloud for cloud in (_Aws(), _Azure())}


def _hosted_zones(deployments: Sequence[Deployment]) -> Mapping[str, str]:
    return {settings.zone_id: settings.domain_name for settings in _settings(deployments) if settings.zone_id}


def _account(deployments: Sequence[Deployment]) -> str:
    """The account that all deployments may use: the emulator has one."""
    accounts: dict[str, frozenset[str]] = {
        str(deployment.path): settings.account_ids
        for deployment, settings in zip(deployments, _settings(deployments), strict=True)
        if settings.account_ids
    }
    if not accounts:
        return AWS_ACCOUNT
    if not (common := frozenset.intersection(*accounts.values())):
        files = ", ".join(accounts)
        raise DemoError(f"{files}: name different AWS accounts; the demo has one; select a file with WANDB_DEPLOYMENTS")
    return min(common)


def _settings(deployments: Sequence[Deployment]) -> list[Any]:
    return [deployment.settings for deployment in deployments]
