from constructs_lib.aws.assembly import WandbInfrastructure as WandbInfrastructure

from .application import WandbApplication as WandbApplication
from .application import cluster_providers as cluster_providers
from .providers import AWS_PROVIDER_VERSIONS as AWS_PROVIDER_VERSIONS
from .providers import aws_provider as aws_provider
from .providers import dns_provider as dns_provider
