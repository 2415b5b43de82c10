"""ACM certificates: issued after DNS validation, and not deletable while in use.

moto issues each certificate after one minute, without validation. Here a certificate is issued when the hosted zones
have the CNAME record of each of its names: at once for a correct configuration, never for a wrong one. A certificate
that a listener uses cannot be deleted.
"""

from typing import Any

from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.core.exceptions import JsonRESTError
from moto.elbv2.models import elbv2_backends
from moto.route53.models import route53_backends
from moto.utilities.utils import get_partition

from emulator.aws.moto_patches import wrap


@wrap(CertBundle, "check")
def check(original: Any, self: CertBundle) -> None:
    if self.type == "AMAZON_ISSUED" and self.status == "PENDING_VALIDATION":
        if _validated(self):
            self.status = "ISSUED"
        return
    original(self)


def _validated(certificate: CertBundle) -> bool:
    _, _, _, region, account_id, _ = certificate.arn.split(":", 5)
    zones = route53_backends[account_id][get_partition(region)].zones.values()
    present = {(record.name.rstrip("."), record.type) for zone in zones for record in zone.rrsets}
    options = certificate.describe()["Certificate"]["DomainValidationOptions"]
    return all((option["ResourceRecord"]["Name"].rstrip("."), "CNAME") in present for option in options)


@wrap(AWSCertificateManagerBackend, "delete_certificate")
def delete_certificate(original: Any, self: AWSCertificateManagerBackend, arn: str) -> None:
    balancers = elbv2_backends[self.account_id][self.region_name].load_balancers.values()
    for balancer in balancers:
        for listener in balancer.listeners.values():
            if arn in listener.certificates:
                raise JsonRESTError("ResourceInUseException", f"Certificate {arn} is in use by {balancer.arn}.")
    original(self, arn)
