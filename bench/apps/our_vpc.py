"""The app of ordinary_vpc.py with one more line."""

import constructs_lib  # noqa: F401  isort: skip

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.vpc import Vpc

app = App()
stack = TerraformStack(app, "network")
AwsProvider(stack, "aws", region="eu-central-1")
Vpc(stack, "vpc", cidr_block="10.0.0.0/16")
app.synth()
