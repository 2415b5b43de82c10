"""Makes an account of the official module anew: sends the calls that made it once, and renames what comes out anew."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from emulator import Emulator
from tests.emulator.deployed import client_of
from tests.official_states import of_instance, recorded_calls, recorded_state

# Address and certificate authority of a cluster's API, which the emulator serves on this machine.
_OF_THE_KUBERNETES_API = re.compile(r'"(endpoint|data)": ?"[^"]*"')
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
# Shorter words can be something else by chance. Names have no digits; ids and random suffixes nearly always have.
_ID_LENGTH = 6
_CREDENTIAL = (
    "AWS4-HMAC-SHA256 Credential=testing/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
)


def replay(name: str, emulator: Emulator) -> str:
    """Sends the recorded calls to a fresh `emulator`; returns the state with the ids of the new account."""
    state = recorded_state(name)
    endpoint = emulator.endpoint
    calls = recorded_calls(name)
    # The endpoint's address is part of the queue's id.
    renamed = {calls[0]["host"]: urlsplit(endpoint).netloc}
    for call in calls:
        _learn_default_rules(_rename(call["body"], renamed), emulator, renamed)
        answer = _send(endpoint, {key: _rename(text, renamed) for key, text in call.items() if key != "answer"})
        _learn(_rename(call["answer"], renamed), answer, renamed)
        # Ids that AWS made besides, which the recording read by calls that changed nothing.
        if "Action=CreateVpc&" in call["body"]:
            _learn_defaults(state, emulator, renamed)
        elif call["service"] == "eks" and call["method"] == "POST" and call["path"] == "/clusters":
            _learn_cluster(state, emulator, renamed)
    return str(_rename(state, renamed))


def _learn_defaults(state: str, emulator: Emulator, renamed: dict[str, str]) -> None:
    vpc = of_instance(json.loads(state), "aws_vpc")
    ec2 = client_of(emulator, "ec2")
    of_vpc = [{"Name": "vpc-id", "Values": [_rename(vpc["id"], renamed)]}]
    [group] = ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]
    [table] = ec2.describe_route_tables(Filters=of_vpc)["RouteTables"]
    [acl] = ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"]
    renamed[vpc["default_security_group_id"]] = group["GroupId"]
    renamed[vpc["default_route_table_id"]] = table["RouteTableId"]
    renamed[vpc["default_network_acl_id"]] = acl["NetworkAclId"]


def _learn_default_rules(body: str, emulator: Emulator, renamed: dict[str, str]) -> None:
    """The rules that EC2 made with a group, when a call is about to revoke them by id."""
    found = re.match(r"Action=RevokeSecurityGroup(Egress|Ingress)&.*?\bGroupId=(sg-\w+)", body)
    ids = re.findall(r"sgr-\w+", body)
    if found is None or not ids:
        return
    of_group = [{"Name": "group-id", "Values": [found[2]]}]
    rules = client_of(emulator, "ec2").describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
    there = [rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"] is (found[1] == "Egress")]
    if set(ids) - set(there):
        renamed.update(zip(ids, there, strict=True))


def _learn_cluster(state: str, emulator: Emulator, renamed: dict[str, str]) -> None:
    was = of_instance(json.loads(state), "aws_eks_cluster")
    cluster = client_of(emulator, "eks").describe_cluster(name=was["name"])["cluster"]
    renamed[was["identity"][0]["oidc"][0]["issuer"].rpartition("/")[2]] = cluster["identity"]["oidc"][
        "issuer"
    ].rpartition("/")[2]
    renamed[was["endpoint"]] = cluster["endpoint"]
    renamed[was["vpc_config"][0]["cluster_security_group_id"]] = cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]


def _send(endpoint: str, call: Mapping[str, Any]) -> str:
    url = f"{endpoint}{call['path']}" + (f"?{call['query']}" if call["query"] else "")
    request = urllib.request.Request(url, data=call["body"].encode(), method=call["method"])
    for header, value in {**call["headers"], "Content-Type": call["type"]}.items():
        if value:
            request.add_header(header, value)
    request.add_header("Authorization", _CREDENTIAL.format(region=call["region"], service=call["service"]))
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
            answer: bytes = response.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{call['service']} refuses a recorded call: {error.read().decode()}\n{call}") from None
    return answer.decode()


def _learn(was: str, answer: str, renamed: dict[str, str]) -> None:
    """Notes the ids in which two answers to one call differ."""
    old, new = (_TOKEN.findall(_OF_THE_KUBERNETES_API.sub("", text)) for text in (was, answer))
    if len(old) != len(new):
        raise AssertionError(f"another answer than the recorded one:\n{was}\n{answer}")
    for one, other in zip(old, new, strict=True):
        if one != other and len(one) >= _ID_LENGTH and len(one) == len(other):
            renamed[one] = other


def _rename(text: Any, renamed: Mapping[str, str]) -> Any:
    if not isinstance(text, str) or not text:
        return text
    for old, new in renamed.items():
        text = text.replace(old, new)
    return text
