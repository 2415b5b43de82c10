"""ACM certificate for the server's names, validated by records in the hosted zone."""

from collections.abc import Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

VALIDATION_TTL_SECONDS = 60


class Certificate(Construct):
    """Certificate for `domain_names` (the first is its main name), proven by a record for each in zone `zone_id`.

    Attribute: `certificate_arn`, known once ACM has issued it.
    """

    def __init__(self, scope: Construct, id_: str, *, domain_names: Sequence[str], zone_id: str) -> None:
        super().__init__(scope, id_)
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
        records = [self._prove(name, zone_id) for name in domain_names]
        validation = AcmCertificateValidation(
            self,
            "validation",
            certificate_arn=self._certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
        )
        self.certificate_arn = validation.certificate_arn

    def _prove(self, domain_name: str, zone_id: str) -> Route53Record:
        return Route53Record(
            self,
            domain_name,
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
