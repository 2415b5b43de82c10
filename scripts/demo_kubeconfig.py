"""A kubeconfig for the clusters of the demo. `python -m scripts.demo_kubeconfig FOLDER` is its login.

kubectl then needs neither the AWS CLI nor kubelogin, and its login is that of the stack synthesized into FOLDER.
"""

import base64
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.cluster_login import ClusterAccessError, Login, cluster_address, cluster_login
from scripts.setup import ROOT

_API = "client.authentication.k8s.io/v1"
# In the demo's environment, whatever that of kubectl is.
_LOGIN = '. "$0" && cd "$1" && exec "$2" -m scripts.demo_kubeconfig "$3"'


def kubeconfig(folders: Mapping[str, Path], *, shell_file: Path, environment: Mapping[str, str]) -> str | None:
    """A kubeconfig with a context per stack, stack name to folder; None if no stack has a cluster yet."""
    entries: dict[str, list[dict[str, Any]]] = {"clusters": [], "users": [], "contexts": []}
    for stack, folder in folders.items():
        try:
            address, authority = cluster_address(folder, environment)
        except ClusterAccessError:
            continue
        program = {
            "apiVersion": _API,
            "command": "/bin/sh",
            "args": ["-c", _LOGIN, str(shell_file), str(ROOT), sys.executable, str(folder)],
            "interactiveMode": "Never",
        }
        cluster = {"server": address, "certificate-authority-data": base64.b64encode(authority.encode()).decode()}
        entries["clusters"].append({"name": stack, "cluster": cluster})
        entries["users"].append({"name": stack, "user": {"exec": program}})
        entries["contexts"].append({"name": stack, "context": {"cluster": stack, "user": stack}})
    if not entries["contexts"]:
        return None
    head = {"apiVersion": "v1", "kind": "Config", "current-context": entries["contexts"][0]["name"]}
    return json.dumps(head | entries, indent=2) + "\n"


def credential(login: Login) -> dict[str, Any]:
    """What a credential plugin answers to kubectl
    (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#input-and-output-formats).
    """
    status = {"token": login.token, "clientCertificateData": login.certificate, "clientKeyData": login.key}
    return {"apiVersion": _API, "kind": "ExecCredential", "status": {key: text for key, text in status.items() if text}}


if __name__ == "__main__":
    try:
        print(json.dumps(credential(cluster_login(Path(sys.argv[1]), os.environ))))
    except ClusterAccessError as error:
        sys.exit(str(error))
