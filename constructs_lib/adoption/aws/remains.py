"""What becomes of an official resource that is not taken over: left over of a kind, or ignored for a reason."""

from __future__ import annotations

from .official import ALB, APP, AURORA, EKS, FLOW_LOG_BUCKET, PRIVATE_LINK, REDIS

# What Terraform has under another type than here, or only in its state: deleting it would take away what is in use.
IGNORED = {
    "**.aws_route.*": "is part of an adopted route table",
    "(**.)?aws_autoscaling_attachment.*": "goes with the old node group",
    "**.aws_acm_certificate_validation.*": "is a waiting step, not a resource",
    "**.aws_s3_bucket_acl.*": "the bucket now refuses access lists",
    "**.aws_default_(network_acl|route_table).*": "belongs to the VPC",
    f"{APP}aws_security_group_rule.(lb|database|elasticache[0])": "is adopted as a rule with an id",
    "(**.)?(random_pet|random_string|random_password|null_resource|time_sleep).*": "is only in the state",
    "**.aws_secretsmanager_secret_version.*": "is removed with its secret",
    "**.aws_kms_grant.*": "belongs to an adopted key",
    "**.local_file.*": "is a local file",
    "**.kubernetes_config_map.aws_auth(_legacy)?[0]": "lets old nodes in until preserve_aws_auth_configmap is false",
    "**.kubernetes_(storage_class|annotations).*": "volumes in the cluster use it",
    "**.aws_ec2_tag.*": "is a tag of the cluster's security group",
    "module.networking.aws_s3_bucket_policy.flow_log_https_only[0]": "belongs to the flow-log bucket",
    f"{APP}aws_eks_addon.*": "belongs to the cluster",
    "module.acm.aws_(acm_certificate|route53_record).*": "is used as acm_certificate_arn",
    f"{EKS}aws_eks_access_(entry|policy_association).*": "gives access to its principal",
    f"{ALB}aws_route53_record.*": "is not a name of this deployment",
    f"{PRIVATE_LINK}aws_lb_target_group_attachment.*": "attaches the old load balancer",
    f"{ALB}aws_security_group_rule.*": "is a rule of an adopted group",
    f"{AURORA}aws_rds_cluster_instance.*": "has a name that this project does not use",
}
# The kinds of `leftovers.KINDS`.
LEFT_OVER = {
    "(**.)?(helm_release|kubernetes_*).*": "application",
    "**.aws_(eks_node_group|launch_template).*": "nodes",
    f"{APP}aws_security_group.storage_class_nfs": "security-groups",
    f"{APP}aws_security_group_rule.nfs_ingress": "security-groups",
    f"{EKS}aws_security_group(_rule)?.**": "security-groups",
    f"{REDIS}aws_security_group_rule.(ingress|egress)": "security-groups",
    f"{AURORA}aws_security_group_rule.*": "security-groups",
    "**.aws_iam_*.*": "iam",
    f"{APP}aws_efs_*.*": "data",
    f"{APP}aws_secretsmanager_secret.*": "data",
    FLOW_LOG_BUCKET: "data",
}
