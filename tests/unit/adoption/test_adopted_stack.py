"""The stack of an adopted deployment: import blocks, kept names, and no secret."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import AdoptedParts, AdoptionError, adoption_path, read_adoption
from constructs_lib.adoption.aws.table import NEW_CACHE_ENGINE
from constructs_lib.aws.cache import ENGINE_VERSION
from constructs_lib.deployments import SettingsError
from constructs_lib.settings.aws.versions import AURORA_DEFAULT
from scripts.deployer_policy import aws
from scripts.deployer_policy.documents import DOCUMENTS
from scripts.preflight.stacks import Stack
from tests.deployments import load, read
from tests.official_states import RECORDED, of_instance, recorded_document
from tests.unit.adoption.official import adopt, synthesized


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """By name, the file of a recorded deployment and the folder with all that is written; synthesized once."""

    @cache
    def written(name: str) -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp(name)
        file = adopt(name, folder)
        synthesized(file, folder / "out")
        return file, folder

    return written


@pytest.mark.parametrize("name", RECORDED)
def test_everything_that_is_taken_over_is_imported(name: str, recorded: Callable[[str], tuple[Path, Path]]) -> None:
    file, folder = recorded(name)
    configuration = read(folder / "out")["aws-x"]
    blocks = {block["to"]: block for block in configuration.json["import"]}
    adoption = read_adoption(file)
    assert adoption is not None
    later = {each.to for each in adoption.imports if each.find and "record" in each.find}
    assert blocks.keys() == {each.to for each in adoption.imports} - later
    assert blocks.keys() <= configuration.by_address.keys()
    # Terraform refuses to destroy or replace what was taken over, whatever changes after the verdict.
    assert all(configuration.by_address[address]["lifecycle"]["prevent_destroy"] for address in blocks)
    assert (
        blocks["aws_s3_bucket.storage_bucket"]["id"] == configuration.resource("aws_s3_bucket.storage_bucket")["bucket"]
    )
    assert "terraform_data.storage_suffix" not in configuration.by_address


@pytest.mark.parametrize("name", RECORDED)
def test_no_secret_of_the_state_is_written_anywhere(name: str, recorded: Callable[[str], tuple[Path, Path]]) -> None:
    document = recorded_document(name)
    secrets = {
        of_instance(document, "random_string")["result"],
        of_instance(document, "aws_rds_cluster")["master_password"],
    }
    secrets |= {of_instance(document, "random_password")["result"]} if name.startswith("v8") else set()
    _, folder = recorded(name)
    written = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret in written]
    assert "xxxxxxxxxxyyyyyyyyyyyzzzzzzz" not in written


@pytest.mark.parametrize("document", DOCUMENTS)
def test_deployer_may_look_up_the_ids_of_adopted_resources(
    document: str, recorded: Callable[[str], tuple[Path, Path]]
) -> None:
    _, folder = recorded("v8.0.0-defaults")
    allowed = aws.actions_of(Stack("x", read(folder / "out")["aws-x"].json), document)
    assert allowed >= {"ec2:DescribeSecurityGroupRules", "logs:DescribeLogGroups"}


def test_adopted_stack_is_the_same_every_time(tmp_path: Path) -> None:
    file = adopt("v2.8.0-defaults", tmp_path)
    assert synthesized(file, tmp_path / "one").text == synthesized(file, tmp_path / "two").text


def test_password_is_taken_over_until_it_is_rotated(tmp_path: Path) -> None:
    file = adopt("v2.8.0-recommended", tmp_path)
    first = synthesized(file, tmp_path / "one")
    secret = "aws_secretsmanager_secret_version.secrets_credentials_version"
    assert "coalesce(var.adopted_database_password, " in first.resource(secret)["secret_string_wo"]
    assert first.json["variable"]["adopted_database_password"] == {
        "default": "",
        "description": "The password of the adopted database, for the first deploy.",
        "ephemeral": True,
        "nullable": False,
        "sensitive": True,
        "type": "string",
    }
    file.write_text(file.read_text() + "database_password_version = 2\n")
    second = synthesized(file, tmp_path / "two")
    assert "adopted_database_password" not in second.text


def test_ids_that_no_state_knows_are_looked_up(tmp_path: Path) -> None:
    configuration = synthesized(adopt("v2.8.0-recommended", tmp_path), tmp_path / "out")
    blocks = {block["to"]: block for block in configuration.json["import"]}
    rule = blocks["aws_vpc_security_group_ingress_rule.load_balancer_https_ipv6_0"]
    assert rule["id"] == "${each.value}"
    assert 'rule.from_port == 443 && rule.to_port == 443 && rule.cidr_ipv6 == "::/0"' in rule["for_each"]
    log = blocks["aws_cloudwatch_log_group.database_audit_log"]
    assert 'if name == "/aws/rds/cluster/wandb/audit"' in log["for_each"]
    assert set(configuration.json["data"]) >= {
        *("aws_cloudwatch_log_groups", "aws_vpc_security_group_rules", "aws_vpc_security_group_rule")
    }


def test_records_are_imported_once_the_zone_is_set(tmp_path: Path) -> None:
    file = adopt("v8.0.0-recommended", tmp_path)
    assert "aws_route53_records" not in synthesized(file, tmp_path / "before").json["data"]
    file.write_text(file.read_text() + 'zone_id = "Z0123456789WANDB"\n')
    after = synthesized(file, tmp_path / "after")
    blocks = {block["to"]: block for block in after.json["import"]}
    assert (
        '"Z0123456789WANDB_wandb-aws.wandb.ml_A"' in blocks["aws_route53_record.dns_a_wandb-aws-wandb-ml"]["for_each"]
    )
    assert after.json["data"]["aws_route53_records"]["adopted"] == {"zone_id": "Z0123456789WANDB"}


def test_kept_parts_reach_their_resources(tmp_path: Path) -> None:
    file = adopt("v2.8.0-defaults", tmp_path)
    adoption = read_adoption(file)
    assert adoption is not None
    of = synthesized(file, tmp_path / "out").resource
    assert of("aws_rds_cluster.database_cluster")["engine_version"] == "8.0.mysql_aurora.3.03.0"
    cache = of("aws_elasticache_replication_group.cache_replication_group")
    assert (cache["engine_version"], cache["parameter_group_name"], cache["node_type"]) == (
        *("6.x", "default.redis6.x", "cache.t2.medium"),
    )
    assert of("aws_sqs_queue.queue_queue")["name"] == "wandb-file-storage-climbing-hornet"
    control_plane = of("aws_eks_cluster.cluster_control_plane")["vpc_config"]
    assert control_plane["security_group_ids"] == list(adoption.parts.cluster_security_group_ids)
    assert (
        of("aws_launch_template.nodes_template")["vpc_security_group_ids"][-1]
        == adoption.parts.node_security_group_ids[0]
    )


BAD_FILES: dict[str, tuple[Any, str]] = {
    "not JSON": ("{", "is not an adoption file"),
    "another file": ("{}", "is not an adoption file ('format'); run make adopt with ARGS=--overwrite"),
    "a newer file": ('{"format": 2}', "has format 2, and 1 is read; run make adopt with ARGS=--overwrite"),
    "a misspelt part": (
        json.dumps({"format": 1, "cloud": "aws", "module": "", "imports": [], "kept": {"bucket": "x"}}),
        "kept has bucket; it can have bucket_name, cache_engine_version,",
    ),
    "a part of another type": (
        json.dumps({"format": 1, "cloud": "aws", "module": "", "imports": [], "kept": {"bucket_name": 5}}),
        "kept: bucket_name is 5; it must be a valid string",
    ),
    "a part that is no list": (
        json.dumps(
            {"format": 1, "cloud": "aws", "module": "", "imports": [], "kept": {"cluster_security_group_ids": "sg-1"}}
        ),
        'kept: cluster_security_group_ids is "sg-1"; it must be a valid list',
    ),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_adoption_file_is_refused_in_one_line(case: str, tmp_path: Path) -> None:
    text, message = BAD_FILES[case]
    file = tmp_path / "x.tfvars"
    adoption_path(file).write_text(text)
    with pytest.raises(AdoptionError) as raised:
        read_adoption(file)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_bad_adoption_file_is_a_problem_of_the_deployment(tmp_path: Path) -> None:
    file = adopt("v2.8.0-defaults", tmp_path)
    adoption_path(file).write_text("{}")
    with pytest.raises(SettingsError) as raised:
        load(file)
    assert str(raised.value) == (
        f"{tmp_path / 'aws' / 'x.adopt.json'}: is not an adoption file ('format'); run make adopt with ARGS=--overwrite"
    )


# An entry of `kept`, the resource and argument that it decides, and what the deployment file says instead.
GIVEN_UP: dict[str, tuple[str, str, Any]] = {
    "database_engine_version": ("aws_rds_cluster.database_cluster", "engine_version", AURORA_DEFAULT),
    "database_instance_class": ("aws_rds_cluster_instance.database_instance_1", "instance_class", "db.r6g.large"),
    "cache_engine_version": ("aws_elasticache_replication_group.cache_replication_group", "engine_version", "7.1"),
    "cache_node_type": ("aws_elasticache_replication_group.cache_replication_group", "node_type", "cache.m6g.large"),
    "kubernetes_version": ("aws_eks_node_group.nodes_group", "version", "1.35"),
    "cluster_security_group_ids": ("aws_eks_cluster.cluster_control_plane", "vpc_config.security_group_ids", None),
    "node_security_group_ids": ("aws_launch_template.nodes_template", "vpc_security_group_ids", 2),
}


@pytest.mark.parametrize("part", GIVEN_UP)
def test_removed_part_gets_the_value_of_the_file(part: str, tmp_path: Path) -> None:
    address, argument, expected = GIVEN_UP[part]

    def decided(output: Path) -> Any:
        value = synthesized(file, output).resource(address)
        for name in argument.split("."):
            value = value.get(name)
        return len(value) if isinstance(expected, int) else value

    file = adopt("v2.8.0-defaults", tmp_path)
    adoption = read_adoption(file)
    assert adoption is not None
    values = {"database_instance_class": "db.t2.medium", "kubernetes_version": "1.32"}
    kept = {part: values[part]} if part in values else {}
    replace(adoption, parts=replace(adoption.parts, **kept)).write(adoption_path(file))
    file.write_text(re.sub("^database_instance_class = .*", "", file.read_text(), flags=re.MULTILINE))
    assert decided(tmp_path / "kept") != expected
    empty: Any = None if getattr(AdoptedParts(), part) is None else ()
    replace(adoption, parts=replace(adoption.parts, **{part: empty})).write(adoption_path(file))
    assert decided(tmp_path / "given_up") == expected


def test_bucket_of_the_flow_log_keeps_its_name(tmp_path: Path) -> None:
    file = adopt("v2.8.0-defaults", tmp_path)
    adoption = read_adoption(file)
    assert adoption is not None
    replace(adoption, parts=replace(adoption.parts, flow_log_bucket_name="logs-1")).write(adoption_path(file))
    file.write_text(file.read_text() + "enable_flow_log = true\n")
    assert synthesized(file, tmp_path / "out").resource("aws_s3_bucket.flow_log_bucket")["bucket"] == "logs-1"


def test_new_cache_has_the_version_that_is_not_kept() -> None:
    assert NEW_CACHE_ENGINE == ENGINE_VERSION


def test_files_with_the_other_ending_share_the_adoption_file(tmp_path: Path) -> None:
    assert (
        adoption_path(tmp_path / "x.tfvars.json") == adoption_path(tmp_path / "x.tfvars") == tmp_path / "x.adopt.json"
    )
    assert read_adoption(tmp_path / "x.tfvars") is None
