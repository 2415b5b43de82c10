"""ACM certificate for the server's names, validated by records in the hosted zone."""

from collections.abc import Sequence

from cdktf import TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

from constructs_lib.framework import element_id, require_known

VALIDATION_TTL_SECONDS = 60


class Certificate(Construct):
    """ACM certificate for `domain_names` (the first is its main name), validated by a DNS record for each name.

    The records are created in the hosted zone `zone_id` by `dns_provider`; omitted: the stack's own AWS provider. ACM
    asks every certificate of one account for the same record of a name. Do not name a domain that another certificate
    is made out to: whichever is destroyed first takes the record of the other along.

    Attribute: `certificate_arn`, known once ACM has issued it.

    Raises `ValueError` when `domain_names` is a list that Terraform alone knows.
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
            # A listener holds on to its certificate: the new one has to be there before the old one goes.
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
            name=self._asked_for(domain_name, "resource_record_name"),
            type=self._asked_for(domain_name, "resource_record_type"),
            records=[self._asked_for(domain_name, "resource_record_value")],
            ttl=VALIDATION_TTL_SECONDS,
            # The same name may be proven by an earlier certificate's record already.
            allow_overwrite=True,
        )

    def _asked_for(self, domain_name: str, field: str) -> str:
        # By name, since ACM lists its options in no particular order.
        options = f"{self._certificate.fqn}.domain_validation_options"
        return f'${{one([for option in {options} : option.{field} if option.domain_name == "{domain_name}"])}}'
