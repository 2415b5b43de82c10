"""Refused inputs of the official module, with reason and alternative."""

from __future__ import annotations

from ..fields.declaration import BOTH, V8, Refusal
from ..kubernetes.refused import refused_inputs

_NO_DNS_CONTROLLER = "no external-dns runs in the cluster, because Terraform creates the DNS records"
_NO_ALB_CONTROLLER = "no load balancer controller runs in the cluster, because Terraform creates the load balancer"
_INTERNAL_REDIS = "this Redis is for installations that W&B itself runs"
_OWN_REDIS = "use create_elasticache or use_external_redis"

REFUSALS = (
    *refused_inputs(bucket="set bucket_name and bucket_path", region="set bucket_region", redis=_OWN_REDIS),
    Refusal(
        "kubernetes_map_accounts",
        "list(string)",
        BOTH,
        "EKS access entries name roles and users, not accounts",
        "list them in kubernetes_map_roles and kubernetes_map_users",
        harmless=(None, [], ()),
    ),
    Refusal("custom_domain_filter", "string", (V8,), _NO_DNS_CONTROLLER, "remove it and set zone_id"),
    Refusal("use_ctrlplane_redis", "bool", (V8,), _INTERNAL_REDIS, _OWN_REDIS, harmless=(None, False, "false")),
    Refusal("use_chainguard_redis", "bool", (V8,), _INTERNAL_REDIS, _OWN_REDIS, harmless=(None, False, "false")),
    Refusal("external_dns_image_repository", "string", (V8,), _NO_DNS_CONTROLLER, "remove it"),
    Refusal("external_dns_image_tag", "string", (V8,), _NO_DNS_CONTROLLER, "remove it"),
    Refusal("aws_loadbalancer_controller_image_repository", "string", (V8,), _NO_ALB_CONTROLLER, "remove it"),
    Refusal("aws_loadbalancer_controller_image_tag", "string", (V8,), _NO_ALB_CONTROLLER, "remove it"),
)

# Names from other modules, other tools, the other cloud and former versions.
OTHER_NAMES = {
    "aws_region": "region",
    "certificate_arn": "acm_certificate_arn",
    "cluster_version": "eks_cluster_version",
    "create_redis": "create_elasticache",
    "database_password_revision": "database_password_version",
    "eks_version": "eks_cluster_version",
    "environment": "other_wandb_env",
    "instance_types": "kubernetes_instance_types",
    "kms_key": "kms_key_arn",
    "kubernetes_extra_node_pools": "kubernetes_extra_node_groups",
    "kubernetes_node_groups": "kubernetes_extra_node_groups",
    "kubernetes_version": "eks_cluster_version",
    "location": "region",
    "name": "namespace",
    "prefix": "namespace",
    "tags": "default_tags",
    "version": "wandb_version",
    "vpc_cidr": "network_cidr",
    "vpc_id": "network_id",
    "wandb_env": "other_wandb_env",
    "wandb_secrets_revision": "wandb_secrets_version",
}
