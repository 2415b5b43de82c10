"""Settings of how clients reach the server: names, certificate, and load balancer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from constructs_lib.settings.aws.load_balancer import TLS_POLICIES

from ..reading import KEPT, copied, host_settings, release_text
from ..state import OfficialDeployment
from ..tfvars import Setting
from .official import (
    ALB,
    CERTIFICATE,
    HTTPS_LISTENER,
    INBOUND_GROUP,
    LOAD_BALANCER,
    NODES_FROM_LOAD_BALANCER,
    PRIVATE_LINK,
    balances_in_terraform,
    host_name,
    issued_for_host,
    makes_certificate,
    zone_id,
)


def names(official: OfficialDeployment) -> Iterator[Setting]:
    """Host names, their zone, and the certificate."""
    host = host_name(official)
    if host is not None:
        named = list(host_settings(host))
        yield from named
        if len(named) > 1:
            yield Setting("external_dns", True)
    if extra := _extra_names(official, host):
        yield Setting("extra_fqdn", extra)
    zone = zone_id(official)
    if zone and balances_in_terraform(official):
        yield Setting("zone_id", zone)
    certificate = official.one(CERTIFICATE)
    if certificate is None:
        if given := _given_certificate(official):
            yield Setting("acm_certificate_arn", given)
    elif not makes_certificate(official):
        yield from copied(certificate, f"{KEPT}leave it out for a new certificate.", acm_certificate_arn="arn")


def _extra_names(official: OfficialDeployment, host: str | None) -> list[str]:
    names = [str(record.attributes["name"]) for record in official.all(f"{ALB}aws_route53_record.extra[**]")]
    certificate = official.one(CERTIFICATE)
    if certificate is not None and issued_for_host(official):
        names += certificate.get("subject_alternative_names", [])
    return sorted({name for name in names if name != host})


def _given_certificate(official: OfficialDeployment) -> str | None:
    listener = official.one(HTTPS_LISTENER)
    if listener is not None:
        return listener.get("certificate_arn")  # type: ignore[no-any-return]
    found = re.search(r"alb\.ingress\.kubernetes\.io/certificate-arn\W+(arn:[\w:/-]+)", release_text(official))
    return found[1] if found else None


def ingress(official: OfficialDeployment) -> Iterator[Setting]:
    """Who reaches the load balancer, and how."""
    inbound = official.one(INBOUND_GROUP)
    https = [rule for rule in inbound.get("ingress", []) if rule.get("from_port") == 443] if inbound else []
    yield Setting("allowed_inbound_cidr", _ranges(https, "cidr_blocks"))
    yield Setting("allowed_inbound_ipv6_cidr", _ranges(https, "ipv6_cidr_blocks"))
    balancer = official.one(LOAD_BALANCER)
    if balancer is not None:
        yield Setting("public_access", not balancer.get("internal", False))
    else:
        public = "internet-facing" in release_text(official) or official.one(CERTIFICATE) is not None
        yield Setting("public_access", public)
    if official.one(f"{ALB}aws_security_group.inbound_private[0]"):
        yield Setting("private_only_traffic", True)
    service = official.one(f"{PRIVATE_LINK}aws_vpc_endpoint_service.private_link")
    if service is not None:
        principals = service.get("allowed_principals", [])
        yield Setting("private_link_allowed_account_ids", sorted(arn.split(":")[4] for arn in principals))
    listener = official.one(HTTPS_LISTENER)
    if listener is not None and listener.get("ssl_policy") in TLS_POLICIES:
        yield from copied(listener, f"{KEPT}leave it out to allow TLS 1.3.", ssl_policy="ssl_policy")
    yield from copied(official.one(NODES_FROM_LOAD_BALANCER), service_port="from_port")


def _ranges(rules: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(cidr for rule in rules for cidr in rule.get(name) or ()))
