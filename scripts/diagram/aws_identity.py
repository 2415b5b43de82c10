"""The identities of a deployment on AWS: who acts as which role, and what a role may do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.diagram.drawing import Edge, Group, Node, Picture
from scripts.diagram.facts import Facts, document, listed, words
from scripts.preflight.stacks import Arguments


def grants(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Target, role and text of each statement of a role's policies."""
    for each in facts.of("aws_iam_role_policy").values():
        role = facts.reference(each["role"], "aws_iam_role")
        for statement in document(each["policy"])["Statement"]:
            resources = listed(statement["Resource"])
            targets = facts.references(resources) or [resources[0]]
            for target in targets:
                yield target, role, words(statement.get("Sid", "")) or ", ".join(listed(statement["Action"])[:3])


def identity(title: str, facts: Facts) -> Picture:
    root = Group("")
    edges: list[Edge] = []
    nodes: dict[str, Node] = {}
    for address, role in facts.of("aws_iam_role").items():
        nodes[address] = Node(address, _role_name(address, role), (), "identity")
        for statement in document(role["assume_role_policy"])["Statement"]:
            who = _trusted(statement)
            nodes[who] = Node(who, who, (), "compute" if "/" in who else "outside")
            edges.append(Edge(who, address, "", "trust"))
    for target, holder, text in grants(facts):
        nodes[target] = nodes.get(target) or Node(target, *_target(facts, target))
        edges.append(Edge(holder, target, text, "grant"))
    for each in facts.of("aws_iam_role_policy_attachment").values():
        policy: str = each["policy_arn"].rpartition("/")[2]
        nodes[policy] = Node(policy, policy, ("managed by AWS",) if "iam::aws" in each["policy_arn"] else (), "right")
        edges.append(Edge(facts.reference(each["role"], "aws_iam_role"), policy, "", "grant"))
    for entry in facts.of("aws_eks_access_entry").values():
        who = entry["principal_arn"].rpartition(":")[2] if "arn:" in entry["principal_arn"] else "deployer"
        nodes[who] = Node(who, who, (), "outside")
        [cluster] = facts.references(entry["cluster_name"], "aws_eks_cluster")
        nodes[cluster] = Node(cluster, "Kubernetes API", (), "compute")
        groups = ", ".join(entry.get("kubernetes_groups", []))
        policies = [
            each["policy_arn"].rpartition("/")[2]
            for each in facts.of("aws_eks_access_policy_association").values()
            if each["principal_arn"] == entry["principal_arn"]
            or facts.arguments(facts.reference(each["principal_arn"])) == entry
        ]
        edges.append(Edge(who, cluster, ", ".join(policies) or f"group {groups}", "grant"))
    root.nodes = list(nodes.values())
    return Picture(title, root, edges)


def _role_name(address: str, role: Arguments) -> str:
    return f"role {role.get('name') or role.get('name_prefix', '') + '*' or address}"


def _trusted(statement: Arguments) -> str:
    """Who may assume a role: a service account of the cluster, or a service of AWS."""
    for condition in statement.get("Condition", {}).values():
        for name, value in condition.items():
            if name.endswith(":sub"):
                return "pod " + str(value).removeprefix("system:serviceaccount:").replace(":", "/")
    service = statement["Principal"].get("Service", "")
    return re.sub(r"\$\{[^}]*\}", "amazonaws.com", str(service)) or str(statement["Principal"])


def _target(facts: Facts, target: str) -> tuple[str, tuple[str, ...], str]:
    """The title, the details and the kind of what a statement names."""
    names = {"aws_s3_bucket": "S3 bucket", "aws_kms_key": "KMS key", "aws_sqs_queue": "SQS queue"}
    kind, _, name = target.partition(".")
    if kind in names:
        return names[kind], (name.replace("_", " "),), "data"
    if target == "*":
        return "all resources", ("the actions have no narrower scope, or a condition",), "right"
    service, _, name = re.sub(r"\$\{[^}]*\}", "…", target).rpartition(":")
    return name, tuple(part for part in service.split(":")[2:3] if part), "right"
