"""Our address and the import id of a resource of the official AWS module."""

from __future__ import annotations

from constructs_lib.address_text import in_address
from constructs_lib.settings.aws.access import principal_name

from ..patterns import compiled
from ..state import OfficialDeployment, Resource
from .address_table import import_id, our_address
from .official import CERTIFICATE, EKS, FLOW_LOG, FLOW_LOG_BUCKET, RECORD, makes_certificate


def ours(official: OfficialDeployment, resource: Resource) -> tuple[str, str] | None:
    """Our address and the import id of an official resource, or None if it is not taken over."""
    address = our_address(resource.address) or _conditional(official, resource) or _access(resource)
    return (address, import_id(resource)) if address else None


def _conditional(official: OfficialDeployment, resource: Resource) -> str | None:
    """Our address of what is taken over only under a condition, or has the host name in its address."""
    if resource.address == RECORD:
        return f"aws_route53_record.dns_a_{in_address(resource.attributes['name'])}"
    if resource.address == FLOW_LOG_BUCKET and official.one(FLOW_LOG):
        return "aws_s3_bucket.flow_log_bucket"
    certificate = official.one(CERTIFICATE)
    if certificate is None or not makes_certificate(official):
        return None
    if resource.address == CERTIFICATE:
        return "aws_acm_certificate.certificate_certificate"
    return _validation_record(certificate, resource) if resource.type == "aws_route53_record" else None


def _validation_record(certificate: Resource, record: Resource) -> str | None:
    for option in certificate.get("domain_validation_options", []):
        if option["resource_record_name"].rstrip(".") == record.attributes["name"].rstrip("."):
            return f"aws_route53_record.certificate_{in_address(option['domain_name'])}"
    return None


def _access(resource: Resource) -> str | None:
    """Our address of an access entry or its policy, which has the name of the principal."""
    found = compiled(f'{EKS}aws_eks_access_(entry|policy_association).this["(**)"]').fullmatch(resource.address)
    if found is None:
        return None
    kind, key = found.groups()
    principal = (
        "creator"
        if key.startswith("cluster_creator")
        else in_address(principal_name(str(resource.attributes["principal_arn"])))
    )
    return f"aws_eks_access_{kind}.access_{principal}" + ("_administers" if kind == "policy_association" else "")
