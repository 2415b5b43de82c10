"""Certificate and host names on AWS: which DNS records are created, and which existing ones stay unchanged."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.applications import Stack, synthesize

CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
SHARED = {"from": "aws_route53_record.certificate_example-com", "lifecycle": {"destroy": False}}


def _infrastructure(folder: Path, **inputs: Any) -> Stack:
    # Protection forgets buckets and keys too.
    return synthesize("aws", folder, deletion_protection=False, **inputs)["aws-x"]


@pytest.mark.parametrize("external_dns", [True, False])
def test_certificate_does_not_include_the_bare_domain(external_dns: bool, tmp_path: Path) -> None:
    stack = _infrastructure(tmp_path, external_dns=external_dns, extra_fqdn=["metrics.example.com"])

    certificate = stack["resource"]["aws_acm_certificate"]["certificate_certificate"]
    assert certificate["domain_name"] == "wandb.example.com"
    assert certificate["subject_alternative_names"] == ["metrics.example.com"]
    assert set(stack["resource"]["aws_route53_record"]) == {
        *("certificate_wandb-example-com", "certificate_metrics-example-com"),
        *("dns_a_wandb-example-com", "dns_a_metrics-example-com"),
    }


@pytest.mark.parametrize("own", [{}, {"acm_certificate_arn": CERTIFICATE}], ids=["made here", "given"])
def test_shared_validation_record_is_forgotten_not_destroyed(own: dict[str, str], tmp_path: Path) -> None:
    assert _infrastructure(tmp_path, external_dns=False, **own)["removed"] == [SHARED]


@pytest.mark.parametrize(
    "inputs", [{"external_dns": True}, {"subdomain": None}, {"extra_fqdn": ["example.com"]}], ids=str
)
def test_own_validation_record_is_not_forgotten(inputs: dict[str, Any], tmp_path: Path) -> None:
    assert "removed" not in _infrastructure(tmp_path, **inputs)


def test_without_zone_the_dns_name_is_an_output(tmp_path: Path) -> None:
    stack = _infrastructure(tmp_path, zone_id=None, acm_certificate_arn=CERTIFICATE, external_dns=True)

    assert not {"aws_route53_record", "aws_acm_certificate", "aws_acm_certificate_validation"} & set(stack["resource"])
    assert stack["output"]["load_balancer_dns_name"]["value"] == "${aws_lb.load_balancer_alb.dns_name}"
