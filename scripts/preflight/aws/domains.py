"""The hosted zone and the certificate of the server's host names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

from scripts.preflight.delegation import check_delegation
from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import is_literal

from .account import AwsAccount, error_code

_SOON = timedelta(days=30)


def check_zone(account: AwsAccount) -> Iterator[Finding]:
    records = account.stack.resources("aws_route53_record").values()
    zones = {(each["zone_id"], _alias(each.get("provider"))) for each in records if is_literal(each["zone_id"])}
    if not zones:
        yield ok("no record is created")
    for zone_id, alias in sorted(zones, key=str):
        try:
            answer = account.ask("route53", "get_hosted_zone", alias=alias, Id=zone_id)
        except ClientError as error:
            if error_code(error) != "NoSuchHostedZone":
                raise
            if alias:
                yield failure(f"{zone_id} does not exist in the account of zone_role_arn", "check both inputs")
            else:
                yield failure(f"{zone_id} does not exist in this account", "check zone_id, or set zone_role_arn")
            continue
        name = answer["HostedZone"]["Name"].rstrip(".")
        if not f".{account.stack.host}".endswith(f".{name}"):
            yield failure(f"{zone_id} is for {name}, not for {account.stack.host}", "check zone_id and domain_name")
        elif answer["HostedZone"]["Config"].get("PrivateZone"):
            # ACM looks for the validation record in the public DNS.
            yield failure(f"{zone_id} is private", "set zone_id to the public hosted zone of the domain")
        else:
            yield ok(f"{zone_id} is the public zone of {name}")
            yield from check_delegation(name, answer["DelegationSet"]["NameServers"], account.resolver)


def check_certificate(account: AwsAccount) -> Iterator[Finding]:
    listeners = account.stack.resources("aws_lb_listener").values()
    arns = {each["certificate_arn"] for each in listeners if is_literal(each.get("certificate_arn"))}
    if not arns:
        yield ok("an ACM certificate is created")
    for arn in sorted(arns):
        yield _certificate(account, arn)


def _certificate(account: AwsAccount, arn: str) -> Finding:
    advice = "set acm_certificate_arn to an issued certificate for the host name in this region"
    if arn.split(":")[3] != account.region:
        return failure(f"{arn} is not in {account.region}", advice)
    try:
        found = account.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
        return failure(f"{arn} does not exist", advice)
    names = [found["DomainName"], *found.get("SubjectAlternativeNames", ())]
    if not any(_covers(name, account.stack.host) for name in names):
        return failure(f"is for {', '.join(sorted(set(names)))}, not for {account.stack.host}", advice)
    end = found.get("NotAfter")
    if end is not None and end < datetime.now(UTC):
        return failure(f"expired on {end:%Y-%m-%d}", advice)
    if found["Status"] != "ISSUED":
        return failure(f"has the status {found['Status']}", advice)
    if end is not None and end - datetime.now(UTC) < _SOON and found.get("Type") == "IMPORTED":
        return warning(f"expires on {end:%Y-%m-%d}", "import a new one; ACM does not renew imported certificates")
    return ok(f"is for {account.stack.host}" + (f", valid until {end:%Y-%m-%d}" if end else ""))


def _covers(name: str, host: str) -> bool:
    """Whether a certificate's name is for the host; a wildcard covers one label."""
    return name == host or (name.startswith("*.") and name[2:] == host.partition(".")[2])


def _alias(provider: str | None) -> str | None:
    return provider.partition(".")[2] or None if provider else None
