"""Logs in to the cluster of an application stack in the same way as the stack's provider `kubernetes`.

The address and the certificate authority come from the stack's state. kubectl and a kubeconfig are not necessary,
because the deployer's machine may have only what Terraform needs.
"""

import base64
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.one_line import one_line
from scripts.terraform_binary import terraform_binary

TIME_LIMIT_SECONDS = 60
# An output of the infrastructure stack, as CDKTF refers to it.
_OUTPUT = r"data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)"
_REFERENCE = re.compile(rf"\$\{{{_OUTPUT}\}}")
_DECODED = re.compile(rf"\$\{{base64decode\({_OUTPUT}\)\}}")
_REMOTE_STATE = "cross-stack-reference-input-"
# The format of an EKS token: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
_EKS_TOKEN_PREFIX = "k8s-aws-v1."
_EKS_TOKEN_SECONDS = 60

Outputs = Mapping[str, Mapping[str, Any]]


class ClusterAccessError(Exception):
    """This machine cannot reach the cluster or log in to it; the message says why."""


@dataclass(frozen=True)
class Login:
    """Address and certificate authority (PEM) of a Kubernetes API, and a token, or a client certificate and its key."""

    host: str
    authority: str
    token: str | None = None
    certificate: str | None = None
    key: str | None = None


def cluster_login(folder: Path, environment: Mapping[str, str]) -> Login:
    """The login of the deployed stack that was synthesized into `folder`."""
    configuration, outputs = _deployed(folder, environment)
    host, authority = _address(configuration, outputs)
    provider = configuration["provider"]["kubernetes"][0]
    if "token" in provider:
        [login] = configuration["ephemeral"]["aws_eks_cluster_auth"].values()
        aws = configuration["provider"]["aws"][0]
        return Login(host, authority, token=eks_token(_filled_in(login["name"], outputs), aws))
    if "exec" in provider:
        return Login(host, authority, **_credentials_of_program(provider["exec"][0], environment))
    certificate = _filled_in(provider["client_certificate"], outputs)
    return Login(host, authority, certificate=certificate, key=_administrator_key(folder, outputs, environment))


def cluster_address(folder: Path, environment: Mapping[str, str]) -> tuple[str, str]:
    """Address and certificate authority (PEM) of the cluster of the deployed stack synthesized into `folder`."""
    return _address(*_deployed(folder, environment))


def _deployed(folder: Path, environment: Mapping[str, str]) -> tuple[dict[str, Any], Outputs]:
    """The configuration of the stack, and the outputs that it read from other stacks."""
    file = folder / "cdk.tf.json"
    if not file.exists():
        raise ClusterAccessError("the stack was not synthesized")
    return json.loads(file.read_text()), _taken_outputs(_state(folder, environment))


def _address(configuration: Mapping[str, Any], outputs: Outputs) -> tuple[str, str]:
    provider = configuration["provider"]["kubernetes"][0]
    return _filled_in(provider["host"], outputs), _filled_in(provider["cluster_ca_certificate"], outputs)


def _state(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    text = _run([terraform_binary(environment), f"-chdir={folder}", "state", "pull"], environment)
    state: dict[str, Any] = json.loads(text) if text.strip() else {}
    return state


def _taken_outputs(state: Mapping[str, Any]) -> Outputs:
    """The outputs of other stacks that the stack read at its last deploy, by name of the data source."""
    return {
        resource["name"]: resource["instances"][0]["attributes"]["outputs"]["value"]
        for resource in state.get("resources", ())
        if resource["type"] == "terraform_remote_state"
    }


def _filled_in(expression: str, outputs: Outputs) -> str:
    """The value of an expression in the provider's configuration."""
    try:
        if decoded := _DECODED.fullmatch(expression):
            return base64.b64decode(outputs[decoded[1]][decoded[2]]).decode()
        return _REFERENCE.sub(lambda found: str(outputs[found[1]][found[2]]), expression)
    except KeyError:
        raise ClusterAccessError("the stack has not been deployed yet") from None


def eks_token(cluster: str, provider: Mapping[str, Any]) -> str:
    """A token for an EKS cluster, like that of `aws eks get-token`, with the credentials of the provider `aws`."""
    try:
        import botocore.session
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.signers import RequestSigner
    except ImportError:  # a development package, which `make setup` installs
        raise ClusterAccessError("no login to EKS: botocore is not installed") from None

    region = provider["region"]
    session = botocore.session.get_session()
    try:
        for role in provider.get("assume_role", ()):
            _assume(session, region, role)
        client = session.create_client("sts", region_name=region)
        signer = RequestSigner(
            client.meta.service_model.service_id,
            region,
            "sts",
            "v4",
            session.get_credentials(),
            session.get_component("event_emitter"),
        )
        request = {
            "method": "GET",
            "url": f"{client.meta.endpoint_url}/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": cluster},
            "context": {},
        }
        url = signer.generate_presigned_url(
            request, region_name=region, expires_in=_EKS_TOKEN_SECONDS, operation_name=""
        )
    except (BotoCoreError, ClientError) as error:
        raise ClusterAccessError(f"no login to EKS: {error}") from None
    return _EKS_TOKEN_PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def _assume(session: Any, region: str, role: Mapping[str, str]) -> None:
    external = {"ExternalId": role["external_id"]} if "external_id" in role else {}
    name = role.get("session_name", "wandb-deploy")
    client = session.create_client("sts", region_name=region)
    made = client.assume_role(RoleArn=role["role_arn"], RoleSessionName=name, **external)["Credentials"]
    session.set_credentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


def _credentials_of_program(program: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    """The credentials from a credential plugin such as kubelogin
    (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
    """
    about = {"apiVersion": program["api_version"], "kind": "ExecCredential", "spec": {"interactive": False}}
    asked = {**environment, "KUBERNETES_EXEC_INFO": json.dumps(about)}
    try:
        found = json.loads(_run([program["command"], *program.get("args", ())], asked))["status"]
        if "token" in found:
            return {"token": found["token"]}
        return {"certificate": found["clientCertificateData"], "key": found["clientKeyData"]}
    except (ValueError, KeyError):
        raise ClusterAccessError(f"{program['command']} gave no credentials") from None


def _administrator_key(folder: Path, outputs: Outputs, environment: Mapping[str, str]) -> str:
    """The key of the cluster administrator, which azurerm stores in the state of the infrastructure stack."""
    for name in outputs:
        state = _state(folder.with_name(name.removeprefix(_REMOTE_STATE)), environment)
        for resource in state.get("resources", ()):
            if resource["type"] == "azurerm_kubernetes_cluster":
                for admin in resource["instances"][0]["attributes"].get("kube_admin_config") or ():
                    return base64.b64decode(admin["client_key"]).decode()
    raise ClusterAccessError("the key of the cluster administrator is not in the state of the infrastructure stack")


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    """The output of a command; raises ClusterAccessError with its error output when it fails."""
    try:
        result = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_SECONDS,
        )
    except FileNotFoundError:
        raise ClusterAccessError(f"{command[0]} is not on the PATH") from None
    except subprocess.TimeoutExpired:
        raise ClusterAccessError(f"{command[0]} gave no answer in {TIME_LIMIT_SECONDS} s") from None
    if result.returncode:
        raise ClusterAccessError(f"{command[0]} failed: {one_line(result.stderr)}")
    return result.stdout
