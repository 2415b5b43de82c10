"""ACM certificate for the server's domain names, DNS-validated in the hosted zone."""

from collections.abc import Sequence

from cdktf import TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

from constructs_lib.framework import Component, element_id, require_known

VALIDATION_TTL_SECONDS = 60


class Certificate(Component):
    """DNS-validated ACM certificate for `domain_names`; the first is its domain name, the others alternative names.

    In one account, ACM requires the same validation record from every certificate for a domain. Do not use a domain of
    another certificate: destroying one of the two also destroys the validation record of the other.

    Args:
        zone_id: The hosted zone of the validation records.
        dns_provider: The AWS provider that creates the validation records; omitted: the stack's.

    Attributes:
        certificate_arn: Known after ACM has issued the certificate.

    Raises:
        ValueError: The list `domain_names` is unknown until apply.

    Example:
        certificate = Certificate(stack, "certificate", domain_names=["wandb.example.com"], zone_id=zone_id)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        domain_names: Sequence[str],
        zone_id: str,
        dns_provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, domain_names=domain_names)
        self._dns_provider = dns_provider
        main, *others = domain_names
        self._certificate = AcmCertificate(
            self,
            "certificate",
            domain_name=main,
            subject_alternative_names=others or None,
            validation_method="DNS",
            # ACM cannot delete a certificate that a listener uses, so the replacement is created first.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        records = [self._validate(name, index, zone_id) for index, name in enumerate(domain_names)]
        validation = AcmCertificateValidation(
            self,
            "validation",
            certificate_arn=self._certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
        )
        self.certificate_arn = validation.certificate_arn

    def _validate(self, domain_name: str, index: int, zone_id: str) -> Route53Record:
        return Route53Record(
            self,
            element_id(domain_name, index),
            provider=self._dns_provider,
            zone_id=zone_id,
            name=self._validation_option(domain_name, "resource_record_name"),
            type=self._validation_option(domain_name, "resource_record_type"),
            records=[self._validation_option(domain_name, "resource_record_value")],
            ttl=VALIDATION_TTL_SECONDS,
            # The record of an earlier certificate for the same domain may exist.
            allow_overwrite=True,
        )

    def _validation_option(self, domain_name: str, field: str) -> str:
        # By domain name, because ACM returns the options in no particular order.
        options = f"{self._certificate.fqn}.domain_validation_options"
        return f'${{one([for option in {options} : option.{field} if option.domain_name == "{domain_name}"])}}'
