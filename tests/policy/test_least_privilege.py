"""Every broad permission and ingress of every stack is in privileges.toml, with its reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import Configuration
from tests.policy.acceptances import problems, read_acceptances
from tests.policy.aws_rights import aws_findings, statements
from tests.policy.azure_rights import azure_findings
from tests.policy.kubernetes_rights import kubernetes_findings
from tests.policy.scanner import Finding

FILE = Path(__file__).with_name("privileges.toml")


def found_in(stack: str, configuration: Mapping[str, Any]) -> list[Finding]:
    walks = (aws_findings, azure_findings, kubernetes_findings)
    return [finding for walk in walks for finding in walk(stack, configuration)]


def test_every_broad_permission_has_a_needed_reason(stacks: Mapping[str, Configuration]) -> None:
    findings = [finding for stack, each in stacks.items() for finding in found_in(stack, each.json)]

    assert problems(read_acceptances(FILE.read_text()), findings, file=FILE.name) == []


def test_every_policy_is_read(stacks: Mapping[str, Configuration]) -> None:
    for stack, configuration in stacks.items():
        resources = configuration.json.get("resource", {})
        places = {statement.place.split()[0] for statement in statements(resources)}
        assert len(places) == len({address for address in _with_policies(resources)}), stack


def _with_policies(resources: Mapping[str, Any]) -> list[str]:
    return [
        f"{type_}.{name}"
        for type_, named in resources.items()
        for name, arguments in named.items()
        if '\\"Statement\\"' in json.dumps(arguments)
    ]


def policy(**parts: Any) -> dict[str, Any]:
    """An inline policy of one statement; without `parts` it is not broad."""
    statement = {"Sid": "S", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::b/*"], **parts}
    # As synthesized: quotes in a Terraform expression are not escaped.
    return {"aws_iam_role_policy": {"p": {"policy": json.dumps({"Statement": [statement]}).replace("ISSUER", ISSUER)}}}


def ingress(**parts: Any) -> dict[str, Any]:
    rule = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "192.0.2.0/24", **parts}
    return {"aws_vpc_security_group_ingress_rule": {"r": rule}}


def release(values: Mapping[str, Any]) -> dict[str, Any]:
    """A release of a chart of this project, with the values as CDKTF writes them."""
    expression = json.dumps(values).replace('": ', '" = ')
    return {"helm_release": {"r": {"chart": "assets/our_chart/1", "values": [f"${{yamlencode({expression})}}"]}}}


def operator(**values: Any) -> dict[str, Any]:
    return release({"airgapped": True, **values})


def wandb(**values: Any) -> dict[str, Any]:
    """The custom resource; without `values` it is not broad."""
    chart = {
        **{"otel": {"install": False}, "prometheus": {"install": False}},
        **{"console": {"role": {"type": "Role"}}, "app": {"internalJWTMap": []}},
        **values,
    }
    return release({"object": {"kind": "WeightsAndBiases", "spec": {"values": chart}}})


def cluster_role(**parts: Any) -> dict[str, Any]:
    rule = {"api_groups": [""], "resources": ["pods"], "verbs": ["get"], **parts}
    return {"kubernetes_cluster_role_v1": {"r": {"rule": [rule]}}}


def pod(**parts: Any) -> dict[str, Any]:
    spec = {"container": [{"name": "c"}], "automount_service_account_token": False, **parts}
    return {"kubernetes_deployment_v1": {"d": {"spec": {"template": {"spec": spec}}}}}


def job(**parts: Any) -> dict[str, Any]:
    """The same pod in a cron job."""
    template = pod(**parts)["kubernetes_deployment_v1"]["d"]
    return {"kubernetes_cron_job_v1": {"j": {"spec": {"job_template": template}}}}


def assignment(**parts: Any) -> dict[str, Any]:
    given = {"role_definition_name": "Reader", "scope": "${azurerm_key_vault.v.id}", **parts}
    return {"azurerm_role_assignment": {"a": {name: value for name, value in given.items() if value}}}


def security_rule(**parts: Any) -> dict[str, Any]:
    rule = {"access": "Allow", "direction": "Inbound", "source_address_prefix": "10.0.0.0/24", **parts}
    return {"azurerm_network_security_rule": {"r": {"destination_port_range": "443", **rule}}}


TOKEN = "${aws_iam_openid_connect_provider.p.arn}"
ISSUER = '${replace(aws_iam_openid_connect_provider.p.url, "https://", "")}'
TRUST = {"Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": TOKEN}, "Resource": []}


@pytest.mark.parametrize(
    ("resources", "check"),
    [
        (policy(Action="s3:*"), "action-pattern"),
        (policy(Action=["s3:GetObject", "s3:Get?bject"]), "action-pattern"),
        (policy(NotAction=["iam:*"]), "all-but"),
        (policy(Resource="*"), "resource-pattern"),
        (policy(Resource=["arn:aws:s3:::*"]), "resource-pattern"),
        (policy(Resource=["arn:aws:kms:*:1:key/k"]), "resource-pattern"),
        (policy(Resource=["arn:aws:sqs:eu-west-1:${data.aws_caller_identity.c.id}:*"]), "resource-pattern"),
        (policy(Resource=["arn:aws:secretsmanager:eu-west-1:1:secret:*"]), "resource-pattern"),
        (policy(Principal="*"), "anybody-at-all"),
        (policy(Principal={"AWS": ["*"]}, Condition={"Bool": {"aws:SecureTransport": "true"}}), "anybody-at-all"),
        (policy(Principal={"AWS": ["*"]}, Condition={"ArnEquals": {"aws:PrincipalArn": "arn"}}), "anybody"),
        (policy(**TRUST), "any-account"),
        (policy(**TRUST, Condition={"StringEquals": {"ISSUER:aud": "sts"}}), "any-account"),
        (policy(**TRUST, Condition={"StringLike": {"ISSUER:aud": "s", "ISSUER:sub": "*"}}), "any-account"),
        ({"aws_iam_role_policy_attachment": {"a": {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}}},
         "managed-policy"),
        (ingress(cidr_ipv4="0.0.0.0/0"), "open-to-the-world"),
        (ingress(cidr_ipv4=None, cidr_ipv6="::/0"), "open-to-the-world"),
        (ingress(to_port=444), "many-ports"),
        (ingress(ip_protocol="-1"), "many-ports"),
        ({"aws_vpc_security_group_egress_rule": {"r": {"cidr_ipv4": "192.0.2.0/24"}}}, "way-out"),
        ({"aws_security_group": {"g": {"ingress": [{"from_port": 22}]}}}, "inline-rules"),
        ({"aws_security_group_rule": {"r": {}}}, "inline-rules"),
        (assignment(), "role"),
        (assignment(role_definition_name="Owner"), "giving-role"),
        (assignment(role_definition_name=None, role_definition_id="/x"), "unnamed-role"),
        (assignment(scope="/subscriptions/00000000-0000-0000-0000-0000000000aa"), "whole-subscription"),
        (assignment(scope="${data.azurerm_subscription.here.id}"), "whole-subscription"),
        (assignment(scope="/providers/Microsoft.Management/managementGroups/all"), "whole-subscription"),
        (assignment(scope="${azurerm_resource_group.g.id}"), "whole-group"),
        ({"azurerm_role_definition": {"d": {}}}, "own-role"),
        (security_rule(source_address_prefix="Internet"), "open-to-the-world"),
        (security_rule(source_address_prefix=None, source_address_prefixes=["*"]), "open-to-the-world"),
        (security_rule(source_address_prefix="AzureCloud"), "service"),
        (security_rule(destination_port_range="*"), "many-ports"),
        (security_rule(destination_port_range=None, destination_port_ranges=["1-65535"]), "many-ports"),
        ({"azurerm_network_security_group": {"g": {"security_rule": [{"name": "ssh"}]}}}, "inline-rules"),
        ({"azurerm_federated_identity_credential": {"c": {"subject": "system:serviceaccount:n:*"}}}, "any-account"),
        ({"azurerm_key_vault": {"v": {"network_acls": {"default_action": "Allow"}}}}, "open-to-the-world"),
        ({"azurerm_storage_account": {"s": {"shared_access_key_enabled": False}}}, "open-to-the-world"),
        ({"azurerm_storage_account": {"s": {"network_rules": [{"default_action": "Deny"}]}}}, "shared-login"),
        ({"azurerm_storage_container": {"c": {"container_access_type": "blob"}}}, "open-to-the-world"),
        ({"azurerm_kubernetes_cluster": {"k": {"local_account_disabled": True}}}, "open-to-the-world"),
        (cluster_role(verbs=["*"]), "pattern"),
        (cluster_role(resources=["*"]), "pattern"),
        (cluster_role(api_groups=["*"]), "pattern"),
        (cluster_role(verbs=["impersonate"]), "raises-itself"),
        (cluster_role(resources=["secrets"]), "tells"),
        (cluster_role(verbs=["create"]), "starts-pods"),
        ({"kubernetes_cluster_role_binding_v1": {"b": {"subject": [{"kind": "Group", "name": "system:all"}]}}},
         "many-subjects"),
        ({"kubernetes_service_v1": {"s": {"spec": {"type": "LoadBalancer"}}}}, "open-to-the-world"),
        (pod(host_network=True), "host"),
        (pod(volume=[{"name": "v", "host_path": {"path": "/"}}]), "host"),
        (pod(automount_service_account_token=True), "api-token"),
        (job(automount_service_account_token=True), "api-token"),
        (job(host_pid=True), "host"),
        ({"helm_release": {"r": {"chart": "nginx"}}}, "chart"),
        (operator(), "whole-cluster"),
        (operator(namespaceIsolation={"enabled": False}), "whole-cluster"),
        (wandb(otel={"install": True}), "whole-cluster"),
        (wandb(prometheus={}), "whole-cluster"),
        (wandb(console={}), "whole-cluster"),
        (wandb(app={"internalJWTMap": [{"subject": "s"}]}), "whole-cluster"),
        (wandb(api={"serviceAccount": {"name": "api"}}), "own-account"),
        ({"aws_vpc_endpoint": {"e": {"service_name": "s3"}}}, "endpoint-policy"),
    ],
)  # fmt: skip
def test_broad_permissions_are_found(resources: dict[str, Any], check: str) -> None:
    assert check in {finding.check for finding in found_in("s", {"resource": resources})}


@pytest.mark.parametrize(
    "resources",
    [
        policy(),
        policy(Effect="Deny", Action="s3:*", Principal="*", Resource="*"),
        policy(Resource=["${aws_s3_bucket.b.arn}/*", "arn:aws:secretsmanager:eu-west-1:1:secret:wandb*"]),
        policy(**TRUST, Condition={"StringEquals": {"ISSUER:sub": "system:serviceaccount:n:a", "ISSUER:aud": "s"}}),
        {"aws_kms_key": policy(Resource="*")["aws_iam_role_policy"]},
        ingress(),
        security_rule(),
        security_rule(access="Deny", source_address_prefix="*", destination_port_range="*"),
        {"azurerm_key_vault": {"v": {"network_acls": {"default_action": "Deny"}, "rbac_authorization_enabled": True}}},
        cluster_role(),
        cluster_role(resources=["secrets"], resource_names=["mine"]),
        pod(volume=[{"name": "v", "empty_dir": {}}]),
        job(),
        {"helm_release": {"r": {"chart": "assets/our_chart/1"}}},
        operator(namespaceIsolation={"enabled": True}),
        wandb(api={"serviceAccount": {"create": False, "name": "wandb"}}),
    ],
)  # fmt: skip
def test_single_permissions_are_not_reported(resources: dict[str, Any]) -> None:
    assert found_in("s", {"resource": resources}) == []
