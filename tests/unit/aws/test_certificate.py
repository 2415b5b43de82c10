from collections.abc import Sequence

from cdktf import TerraformStack

from constructs_lib.aws.certificate import Certificate
from tests.unit.synth import only, resources, shown, variable

CERTIFICATE = "aws_acm_certificate.certificate_certificate"


def _certify(stack: TerraformStack, *, domain_names: Sequence[str], zone_id: str = "Z1") -> Certificate:
    return Certificate(stack, "certificate", domain_names=domain_names, zone_id=zone_id)


def _asked_for(domain_name: str, field: str) -> str:
    options = f"{CERTIFICATE}.domain_validation_options"
    return f'${{one([for option in {options} : option.{field} if option.domain_name == "{domain_name}"])}}'


def test_one_domain_has_one_validation_record(stack: TerraformStack) -> None:
    _certify(stack, domain_names=["wandb.example.com"])

    assert only(stack, "aws_acm_certificate") == {
        "domain_name": "wandb.example.com",
        "validation_method": "DNS",
        "lifecycle": {"create_before_destroy": True},
    }
    assert resources(stack, "aws_route53_record") == {
        "certificate_wandb-example-com": {
            "zone_id": "Z1",
            "name": _asked_for("wandb.example.com", "resource_record_name"),
            "type": _asked_for("wandb.example.com", "resource_record_type"),
            "records": [_asked_for("wandb.example.com", "resource_record_value")],
            "ttl": 60,
            "allow_overwrite": True,
        }
    }


def test_each_domain_is_validated_by_its_own_record(stack: TerraformStack) -> None:
    names = ["wandb.example.com", "a.example.com", "b.example.com"]
    _certify(stack, domain_names=names)

    certificate = only(stack, "aws_acm_certificate")
    assert certificate["domain_name"] == "wandb.example.com"
    assert certificate["subject_alternative_names"] == ["a.example.com", "b.example.com"]
    records = resources(stack, "aws_route53_record").values()
    assert {record["records"][0] for record in records} == {_asked_for(name, "resource_record_value") for name in names}


def test_validation_waits_for_every_record(stack: TerraformStack) -> None:
    _certify(stack, domain_names=["wandb.example.com", "a.example.com"])

    assert only(stack, "aws_acm_certificate_validation") == {
        "certificate_arn": f"${{{CERTIFICATE}.arn}}",
        "validation_record_fqdns": [
            "${aws_route53_record.certificate_wandb-example-com.fqdn}",
            "${aws_route53_record.certificate_a-example-com.fqdn}",
        ],
    }


def test_arn_is_known_only_once_the_certificate_is_issued(stack: TerraformStack) -> None:
    certificate = _certify(stack, domain_names=["wandb.example.com"])

    assert shown(stack, arn=certificate.certificate_arn) == {
        "arn": "${aws_acm_certificate_validation.certificate_validation.certificate_arn}"
    }


def test_zone_may_be_a_reference(stack: TerraformStack) -> None:
    _certify(stack, domain_names=["wandb.example.com"], zone_id=variable(stack, "zone"))

    assert only(stack, "aws_route53_record")["zone_id"] == "${var.zone}"
