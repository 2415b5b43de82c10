"""An ordinary CDKTF app with one VPC, as in CDKTF's getting-started guide; it does not use this project."""

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.vpc import Vpc

app = App()
stack = TerraformStack(app, "network")
AwsProvider(stack, "aws", region="eu-central-1")
Vpc(stack, "vpc", cidr_block="10.0.0.0/16")
app.synth()
