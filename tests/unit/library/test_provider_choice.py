"""`use_provider` runs everything in a construct in another region or account."""

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from constructs_lib import aws
from constructs_lib.framework import use_provider
from tests.unit.synth import synthesized


def test_second_region_uses_its_provider_for_every_block(stack: TerraformStack) -> None:
    AwsProvider(stack, "aws", region="eu-central-1")
    ireland = AwsProvider(stack, "ireland", alias="ireland", region="eu-west-1")
    dns = AwsProvider(stack, "dns", alias="dns", region="eu-central-1")
    here = aws.Queue(stack, "here", name="reports")
    second = TerraformStack.of(here)
    there = aws.DatabaseCredentials(
        second, "there", name="reports", username="r", kms_key_arn="arn:key", version=1, deletion_protection=False
    )
    certificate = aws.Certificate(stack, "certificate", domain_names=["example.com"], zone_id="Z1", dns_provider=dns)
    bucket = aws.Bucket(
        stack, "bucket", name="reports", kms_key_arn="arn:key", allowed_origins=[], deletion_protection=False
    )
    aws.hosted_zone_id(stack, "zone", domain_name="example.com", dns_provider=dns)
    for scope in (there, certificate, bucket):
        use_provider(scope, ireland)

    found = synthesized(stack)
    used = {
        f"{type_}.{name}": block.get("provider")
        for kind in ("data", "resource", "ephemeral")
        for type_, blocks in found[kind].items()
        for name, block in blocks.items()
    }
    assert {used.pop(f"aws_sqs_queue.here_{name}") for name in ("queue", "dead_letters")} == {None}
    # Terraform's own resource has no region, and the records have a provider of their own.
    assert used.pop("terraform_data.bucket_suffix") is None
    assert used.pop("aws_route53_record.certificate_example-com") == "aws.dns"
    assert used.pop("aws_route53_zone.zone") == "aws.dns"
    assert set(used.values()) == {"aws.ireland"}
    assert "aws_secretsmanager_random_password.there_password" in used
