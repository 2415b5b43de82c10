"""Names derived from the namespace, and the length limits of the AWS services."""

from __future__ import annotations

from ..fields.resource_names import DerivedName, namespace_for

# Two words and a hyphen, as in the official module's random name; generated names are not longer.
PET = "x" * 22
# Characters that EKS and the AWS provider append to a name prefix.
GENERATED = "x" * 26
# Shortest first. Limits: load balancers and target groups 32 (ELB API CreateLoadBalancer, CreateTargetGroup),
# replication groups 40 (ElastiCache API CreateReplicationGroup), buckets 63 (S3 user guide, bucket naming rules),
# node groups 63 and cluster names 100 (EKS API), DB identifiers 63 (RDS API), IAM roles 64 and, as a prefix, 38
# (IAM API CreateRole, Terraform AWS provider).
DERIVED_NAMES = (
    # The operator's other target groups end in three letters, too.
    DerivedName("target group", "{}-tg-app", 32),
    DerivedName("bucket", f"{{}}-file-storage-{PET}", 63),
    DerivedName("load balancer", "{}-alb", 32),
    DerivedName("node group", f"{{}}-primary{GENERATED}", 63),
    DerivedName("Redis replication group", "{}-rep-group", 40),
    DerivedName("IAM role prefix", "{}", 38),
    DerivedName("IAM role", "{}-aws-lb-controller", 64),
    DerivedName("database instance", "{}-15", 63),
)
NAMESPACE_LENGTH = min(name.max_namespace_length for name in DERIVED_NAMES)
# EC2 reserves sg- for security group ids, ELB internal- for host names, S3 the others
# (CreateSecurityGroup, CreateLoadBalancer, bucket naming rules).
RESERVED_STARTS = ("internal-", "sg-", "sthree-", "amzn-s3-demo-", "aws-")
RESERVED_WORDS = ("internal", "sg", "sthree", "aws", "default")


def _is_reserved(value: str) -> bool:
    return value in RESERVED_WORDS or value.startswith(RESERVED_STARTS)


valid_namespace = namespace_for("AWS", DERIVED_NAMES, _is_reserved)
