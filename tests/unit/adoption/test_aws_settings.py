"""constructs_lib/adoption/aws/settings*.py: the deployment file that a state becomes."""

from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import AdoptionError
from constructs_lib.adoption.tfvars import render
from constructs_lib.deployment_file.reader import read_file
from constructs_lib.settings import AwsSettings
from tests.official_states import FOLDER, RECORDED, of_instance
from tests.unit.adoption.official import plan_of, values_of

V2, V8 = "v2.8.0-recommended", "v8.0.0-recommended"


@pytest.mark.parametrize("name", RECORDED)
def test_settings_of_a_state_are_valid_and_survive_the_file(name: str, tmp_path: Path) -> None:
    plan = plan_of(name)
    file = tmp_path / "x.tfvars"
    file.write_text(render(plan.settings, ["heading"]))
    assert not read_file(file).problems
    assert read_file(file).values == values_of(plan)
    settings = AwsSettings.model_validate(values_of(plan))
    assert settings.fqdn == "wandb-aws.wandb.ml"
    assert settings.namespace == "wandb"
    assert settings.region == "eu-central-1"
    assert settings.default_tags == {
        **{"Enviroment": "Example", "Example": "PublicDnsExternal"},
        **{"GithubOrg": "wandb", "GithubRepo": "terraform-aws-wandb"},
    }


@pytest.mark.parametrize("name", RECORDED)
def test_every_line_of_the_deployment_file_is_as_recorded(name: str) -> None:
    assert render(plan_of(name).settings, []) == (FOLDER / f"{name}.tfvars").read_text()


def test_second_generation_keeps_its_own_values() -> None:
    plan = plan_of("v2.8.0-defaults")
    values, parts = values_of(plan), plan.adoption.parts
    assert values["database_instance_class"] == "db.r5.large"
    assert values["database_backup_retention_days"] == 30
    assert values["ssl_policy"] == "ELBSecurityPolicy-FS-1-2-Res-2020-10"
    assert values["preserve_aws_auth_configmap"] is True
    assert values["zone_id"] == "Z0123456789WANDB"
    assert values["kubernetes_instance_types"] == ["m5.large"]
    assert values["network_database_subnet_cidrs"] == ["10.10.20.0/24", "10.10.21.0/24"]
    assert values["create_elasticache"] is True
    assert values["use_internal_queue"] is False
    # The settings refuse these; existing resources keep them.
    assert "database_engine_version" not in values
    assert parts.database_engine_version == "8.0.mysql_aurora.3.03.0"
    assert parts.cache_engine_version == "6.x"
    assert parts.cache_node_type == "cache.t2.medium"
    assert parts.bucket_name == parts.queue_name == "wandb-file-storage-climbing-hornet"
    assert len(parts.cluster_security_group_ids) == len(parts.node_security_group_ids) == 1


def test_records_of_a_controller_in_the_cluster_are_left_to_it() -> None:
    plan = plan_of(V8)
    values = values_of(plan)
    assert "zone_id" not in values
    assert values["acm_certificate_arn"].startswith("arn:aws:acm:eu-central-1:")
    assert values["kubernetes_legacy_cluster_creator_admin"] is False
    assert values["eks_addon_efs_csi_driver_version"] == "v2.1.15-eksbuild.1"
    [record] = [each for each in plan.adoption.imports if each.to == "aws_route53_record.dns_a_wandb-aws-wandb-ml"]
    assert record.find == {"zone_id": "Z0123456789WANDB", "record": "wandb-aws.wandb.ml", "type": "A"}
    assert "aws_acm_certificate.certificate_certificate" not in {each.to for each in plan.adoption.imports}


def test_subnets_are_in_the_order_of_their_zones() -> None:
    def shuffle(document: Any) -> None:
        for resource in document["resources"]:
            resource["instances"].reverse()

    assert values_of(plan_of(V2, shuffle)) == values_of(plan_of(V2))


def test_version_in_use_is_kept_rather_than_the_one_asked_for() -> None:
    def upgrade(document: Any) -> None:
        of_instance(document, "aws_rds_cluster").update(
            engine_version="8.0", engine_version_actual="8.0.mysql_aurora.3.08.2"
        )

    assert values_of(plan_of(V8, upgrade))["database_engine_version"] == "8.0.mysql_aurora.3.08.2"


def test_certificate_of_the_domain_is_used_as_it_is() -> None:
    def widen(document: Any) -> None:
        of_instance(document, "aws_acm_certificate")["domain_name"] = "wandb.ml"

    plan = plan_of(V2, widen)
    assert values_of(plan)["acm_certificate_arn"].startswith("arn:aws:acm:eu-central-1:123456789012:certificate/")
    assert "module.acm.aws_acm_certificate.this[0]" in plan.ignored
    assert "module.acm.aws_route53_record.validation[0]" in plan.ignored


def test_existing_network_is_named_by_its_ids() -> None:
    def without_network(document: Any) -> None:
        document["resources"] = [each for each in document["resources"] if ".module.vpc" not in each["module"]]

    values = values_of(plan_of(V2, without_network))
    assert values["create_vpc"] is False
    assert values["network_id"].startswith("vpc-")
    assert len(values["network_private_subnets"]) == len(values["network_public_subnets"]) == 2
    assert not any(name.endswith("_cidrs") and name.startswith("network_") for name in values)


def test_old_kubernetes_version_is_kept() -> None:
    def age(document: Any) -> None:
        of_instance(document, "aws_eks_cluster")["version"] = "1.32"

    plan = plan_of(V2, age)
    assert "eks_cluster_version" not in values_of(plan)
    assert plan.adoption.parts.kubernetes_version == "1.32"


def test_refused_node_types_give_way_to_the_default() -> None:
    def arm(document: Any) -> None:
        of_instance(document, "aws_eks_node_group")["instance_types"] = ["t3.small"]

    plan = plan_of(V2, arm)
    assert "kubernetes_instance_types" not in values_of(plan)
    assert "the default is used" in render(plan.settings, [])


@pytest.mark.parametrize("version", ["5.7.mysql_aurora.2.11.2", "5.7.12"])
def test_mysql_57_is_refused_in_one_line(version: str) -> None:
    def downgrade(document: Any) -> None:
        of_instance(document, "aws_rds_cluster").update(engine_version=version, engine_version_actual=version)

    with pytest.raises(AdoptionError) as raised:
        plan_of(V2, downgrade)
    assert str(raised.value) == (
        f"has a database of version {version} (MySQL 5.7); upgrade it to Aurora MySQL 3 with the official module first"
    )


def test_half_made_deployment_is_refused() -> None:
    def unfinished(document: Any) -> None:
        document["resources"] = [each for each in document["resources"] if each["type"] != "aws_rds_cluster"]

    with pytest.raises(AdoptionError, match=r"has no Aurora cluster below module\.wandb_infra; finish its deployment"):
        plan_of(V2, unfinished)


@pytest.mark.parametrize("type_", ["aws_s3_bucket_cors_configuration", "aws_route_table_association", "aws_kms_alias"])
def test_resource_without_attributes_is_named(type_: str) -> None:
    def clear(document: Any) -> None:
        of_instance(document, type_).clear()

    with pytest.raises(AdoptionError, match=rf"^module\.wandb_infra\..*\.{type_}\..* has no attribute \w+; run"):
        plan_of(V2, clear)


def test_values_with_templates_and_quotes_are_written_as_they_are(tmp_path: Path) -> None:
    def tag(document: Any) -> None:
        for resource in document["resources"]:
            for instance in resource["instances"]:
                if "tags_all" in instance["attributes"]:
                    instance["attributes"]["tags_all"]["Cost"] = 'a "${b}" %{c}'

    plan = plan_of(V2, tag)
    file = tmp_path / "x.tfvars"
    file.write_text(render(plan.settings, []))
    assert read_file(file).values["default_tags"]["Cost"] == 'a "${b}" %{c}'
