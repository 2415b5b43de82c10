"""The job's script, run against a fake Azure CLI that answers queries like the real one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.azure.private_endpoint_approval import approval_job

pytest.importorskip("jmespath", reason="the query language of the Azure CLI is not installed")

GATEWAY = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/wandb/providers/Microsoft.Network/x/ag"
FRIEND, STRANGER = "aaaaaaaa-0000-0000-0000-00000000000f", "bbbbbbbb-0000-0000-0000-00000000000e"
# Records its calls, answers `list` from a file, fails if configured, and prints like the CLI.
STAND_IN = """#!{python}
import json, os, sys, jmespath
arguments = sys.argv[1:]
home = os.environ["STAND_IN"]
with open(os.path.join(home, "calls"), "a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
if any(word in os.environ.get("FAILS_ON", "").split() for word in arguments):
    sys.exit("refused")
if "list" in arguments:
    with open(os.path.join(home, "connections.json")) as connections:
        found = json.load(connections)
    for row in jmespath.search(arguments[arguments.index("--query") + 1], found):
        print("\\t".join("None" if value is None else value for value in row))
elif "--output" not in arguments:
    print("more than anybody asked for")
"""


class Azure:
    """A gateway with private endpoint connections, and the job that looks after them."""

    def __init__(self, folder: Path, shell: str) -> None:
        self._folder, self._shell = folder, shell
        (folder / "az").write_text(STAND_IN.format(python=sys.executable))
        (folder / "az").chmod(0o755)
        (folder / "token").write_text("token-of-the-cluster")
        self._connections: list[dict[str, Any]] = []

    def asks(self, name: str, endpoint: str | None, status: str = "Pending") -> str:
        """Somebody's `endpoint` asks for the gateway; returns the id of the connection."""
        id_ = f"{GATEWAY}/privateEndpointConnections/{name}"
        state = {"status": status, "description": ""}
        asking = {"id": endpoint} if endpoint else None
        properties = {"privateEndpoint": asking, "privateLinkServiceConnectionState": state}
        self._connections.append({"id": id_, "name": name, "properties": properties})
        return id_

    def run(self, allowed: Sequence[str] = (FRIEND,), **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the job's command as a pod would."""
        (self._folder / "connections.json").write_text(json.dumps(self._connections))
        job = approval_job(image="i", client_id="client", gateway_id=GATEWAY, subscription_ids=allowed)
        pod = {
            "PATH": f"{self._folder}:{os.environ['PATH']}",
            "AZURE_CLIENT_ID": "client",
            "AZURE_TENANT_ID": "tenant",
            "AZURE_FEDERATED_TOKEN_FILE": str(self._folder / "token"),
            "STAND_IN": str(self._folder),
        }
        command = [self._shell, *job.command[1:]]
        return subprocess.run(
            command,
            env={**pod, **job.environment, **environment},
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def calls(self) -> list[list[str]]:
        lines = (self._folder / "calls").read_text().splitlines() if (self._folder / "calls").exists() else []
        return [json.loads(line) for line in lines]

    @property
    def approved(self) -> list[str]:
        return [call[call.index("--id") + 1] for call in self.calls if "approve" in call]


@pytest.fixture(params=["sh", "bash"])
def azure(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Azure]:
    """The fake Azure CLI. /bin/sh is bash in the image, and may be another shell here."""
    yield Azure(tmp_path, f"/bin/{request.param}")


def endpoint(subscription: str, name: str = "theirs") -> str:
    return f"/subscriptions/{subscription}/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/{name}"


def test_only_connections_of_allowed_subscriptions_are_approved(azure: Azure) -> None:
    wanted = [azure.asks("one", endpoint(FRIEND)), azure.asks("two", endpoint(FRIEND, "another"))]
    azure.asks("stranger", endpoint(STRANGER))
    azure.asks("known", endpoint(FRIEND), "Approved")
    azure.asks("turned-away", endpoint(FRIEND), "Rejected")
    azure.asks("of-nobody", None)

    done = azure.run()

    assert (done.returncode, azure.approved) == (0, wanted), done.stderr
    assert f"left pending: {endpoint(STRANGER)}" in done.stdout


def test_script_logs_in_and_lists_the_gateway_connections(azure: Azure) -> None:
    azure.run()

    login, listing = azure.calls
    given = dict(pairwise(login))
    assert (given["--username"], given["--tenant"]) == ("client", "tenant")
    assert given["--federated-token"] == "token-of-the-cluster"
    assert listing[listing.index("--id") + 1] == GATEWAY


@pytest.mark.parametrize(
    "asking",
    [
        endpoint(f"{FRIEND}0"),
        endpoint(FRIEND[:-1]),
        endpoint(STRANGER, f"x/subscriptions/{FRIEND}/x"),
        f"x{endpoint(FRIEND)}",
        f"/subscriptions/{FRIEND}",
        endpoint("*"),
        endpoint("????????-????-????-????-????????????"),
    ],
)
def test_whole_subscription_id_is_compared(azure: Azure, asking: str) -> None:
    azure.asks("close", asking)

    assert (azure.run().returncode, azure.approved) == (0, [])


def test_case_of_an_id_does_not_matter(azure: Azure) -> None:
    wanted = azure.asks("loud", endpoint(FRIEND).upper())

    azure.run(allowed=[STRANGER.upper(), FRIEND.title()])

    assert azure.approved == [wanted]


@pytest.mark.parametrize("name", ["$(touch taken)", "`touch taken`", "'; touch taken; '", '"; touch taken; "', "* -x"])
def test_connection_names_are_never_executed(azure: Azure, name: str, tmp_path: Path) -> None:
    wanted = azure.asks(name, endpoint(FRIEND, name))
    azure.asks("other", endpoint(STRANGER, name))

    done = azure.run()

    assert azure.approved == [wanted]
    assert f"left pending: {endpoint(STRANGER, name)}" in done.stdout
    assert not (tmp_path / "taken").exists()


@pytest.mark.parametrize(("failing", "calls"), [("login", 1), ("list", 2)])
def test_failed_login_or_list_fails_the_run(azure: Azure, failing: str, calls: int) -> None:
    azure.asks("one", endpoint(FRIEND))

    assert azure.run(FAILS_ON=failing).returncode != 0
    assert (len(azure.calls), azure.approved) == (calls, [])


def test_without_a_token_azure_is_not_called(azure: Azure) -> None:
    assert azure.run(AZURE_FEDERATED_TOKEN_FILE="/nowhere").returncode != 0
    assert azure.calls == []


def test_failed_approval_does_not_stop_the_others(azure: Azure) -> None:
    stuck = azure.asks("stuck", endpoint(FRIEND))
    free = azure.asks("free", endpoint(FRIEND))

    done = azure.run(FAILS_ON=stuck)

    assert (done.returncode, azure.approved) == (1, [stuck, free])
    assert "not approved" in done.stderr
    assert "approved:" in done.stdout


def test_token_is_not_logged(azure: Azure) -> None:
    azure.asks("one", endpoint(FRIEND))

    done = azure.run()

    assert "token-of-the-cluster" not in done.stdout + done.stderr


def test_script_has_no_terraform_or_kubernetes_expressions() -> None:
    job = approval_job(image="i", client_id="c", gateway_id="g", subscription_ids=[FRIEND])

    script = job.command[-1]
    assert not any(mark in script for mark in ("${", "%{", "$$"))
    # Kubernetes puts variables of the container in the place of $(NAME).
    assert not any(f"$({name})" in script for name in job.environment)
