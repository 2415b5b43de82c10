"""The actions with which the AWS provider creates, reads, changes and deletes each type of resource.

Found in recorded deployments (tests/policy/deployer_calls.json); what a service checks besides the called action (tags
at creation, roles that are passed on, grants) is from the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
"""

from .aws_actions import DATA_KEY, KEY, RDS_TAGS, TAGS, Rights
from .aws_alarm_rights import ALARM_RIGHTS

AWS_RIGHTS = {
    **ALARM_RIGHTS,
    "aws_acm_certificate": Rights(
        "acm", "DescribeCertificate ListTagsForCertificate", "RequestCertificate AddTagsToCertificate",
        "UpdateCertificateOptions RemoveTagsFromCertificate", "DeleteCertificate",
    ),
    "aws_acm_certificate_validation": Rights("acm", "DescribeCertificate"),
    "aws_autoscaling_attachment": Rights(
        "autoscaling", "DescribeAutoScalingGroups", "AttachLoadBalancerTargetGroups", "",
        "DetachLoadBalancerTargetGroups",
    ),
    "aws_cloudwatch_log_group": Rights(
        "logs", "DescribeLogGroups ListTagsForResource", "CreateLogGroup TagResource PutRetentionPolicy",
        "AssociateKmsKey DisassociateKmsKey DeleteRetentionPolicy UntagResource", "DeleteLogGroup",
    ),
    "aws_db_parameter_group": Rights(
        "rds", "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
        f"CreateDBParameterGroup ModifyDBParameterGroup {RDS_TAGS}", "ResetDBParameterGroup", "DeleteDBParameterGroup",
    ),
    "aws_db_subnet_group": Rights(
        "rds", "DescribeDBSubnetGroups ListTagsForResource", f"CreateDBSubnetGroup {RDS_TAGS}", "ModifyDBSubnetGroup",
        "DeleteDBSubnetGroup",
    ),
    "aws_default_security_group": Rights(
        "ec2", "DescribeSecurityGroups",
        f"RevokeSecurityGroupIngress RevokeSecurityGroupEgress AuthorizeSecurityGroupEgress {TAGS}",
    ),
    "aws_ec2_tag": Rights("ec2", "DescribeTags", "CreateTags", "", "DeleteTags"),
    "aws_eip": Rights(
        "ec2", "DescribeAddresses DescribeAddressesAttribute", f"AllocateAddress {TAGS}", "",
        "ReleaseAddress DisassociateAddress",
    ),
    "aws_eks_access_entry": Rights(
        "eks", "DescribeAccessEntry", "CreateAccessEntry TagResource", "UpdateAccessEntry UntagResource",
        "DeleteAccessEntry",
    ),
    "aws_eks_access_policy_association": Rights(
        "eks", "ListAssociatedAccessPolicies", "AssociateAccessPolicy", "", "DisassociateAccessPolicy"
    ),
    "aws_eks_addon": Rights(
        "eks", "DescribeAddon", "CreateAddon TagResource iam:PassRole", "UpdateAddon DescribeUpdate UntagResource",
        "DeleteAddon",
    ),
    "aws_eks_cluster": Rights(
        "eks", "DescribeCluster",
        f"CreateCluster TagResource iam:PassRole iam:CreateServiceLinkedRole iam:GetRole {KEY} ec2:DescribeSubnets "
        "ec2:DescribeSecurityGroups ec2:DescribeVpcs",
        "UpdateClusterConfig UpdateClusterVersion DescribeUpdate UntagResource AssociateEncryptionConfig",
        "DeleteCluster",
    ),
    "aws_eks_node_group": Rights(
        "eks", "DescribeNodegroup",
        "CreateNodegroup TagResource iam:PassRole iam:CreateServiceLinkedRole ec2:RunInstances ec2:CreateTags "
        "ec2:DescribeLaunchTemplateVersions",
        "UpdateNodegroupConfig UpdateNodegroupVersion DescribeUpdate UntagResource", "DeleteNodegroup",
    ),
    "aws_elasticache_replication_group": Rights(
        "elasticache", "DescribeReplicationGroups DescribeCacheClusters ListTagsForResource",
        f"CreateReplicationGroup AddTagsToResource iam:CreateServiceLinkedRole {KEY}",
        "ModifyReplicationGroup IncreaseReplicaCount DecreaseReplicaCount RemoveTagsFromResource",
        "DeleteReplicationGroup",
    ),
    "aws_elasticache_subnet_group": Rights(
        "elasticache", "DescribeCacheSubnetGroups ListTagsForResource", "CreateCacheSubnetGroup AddTagsToResource",
        "ModifyCacheSubnetGroup RemoveTagsFromResource", "DeleteCacheSubnetGroup",
    ),
    "aws_flow_log": Rights(
        "ec2", "DescribeFlowLogs", f"CreateFlowLogs {TAGS} logs:CreateLogDelivery", "",
        "DeleteFlowLogs logs:DeleteLogDelivery",
    ),
    "aws_iam_openid_connect_provider": Rights(
        "iam", "GetOpenIDConnectProvider", "CreateOpenIDConnectProvider TagOpenIDConnectProvider",
        "UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider UntagOpenIDConnectProvider",
        "DeleteOpenIDConnectProvider",
    ),
    "aws_iam_role": Rights(
        "iam", "GetRole ListRolePolicies ListAttachedRolePolicies", "CreateRole TagRole",
        "UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePermissionsBoundary "
        "DeleteRolePermissionsBoundary UntagRole",
        "DeleteRole ListInstanceProfilesForRole",
    ),
    "aws_iam_role_policy": Rights("iam", "GetRolePolicy", "PutRolePolicy", "", "DeleteRolePolicy"),
    "aws_iam_role_policy_attachment": Rights(
        "iam", "ListAttachedRolePolicies", "AttachRolePolicy", "", "DetachRolePolicy"
    ),
    "aws_internet_gateway": Rights(
        "ec2", "DescribeInternetGateways", f"CreateInternetGateway AttachInternetGateway {TAGS}", "",
        "DetachInternetGateway DeleteInternetGateway",
    ),
    "aws_kms_alias": Rights("kms", "ListAliases", "CreateAlias", "UpdateAlias", "DeleteAlias"),
    "aws_kms_key": Rights(
        "kms", "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        "CreateKey TagResource EnableKeyRotation PutKeyPolicy", "UpdateKeyDescription UntagResource",
        "ScheduleKeyDeletion",
    ),
    "aws_launch_template": Rights(
        "ec2", "DescribeLaunchTemplates DescribeLaunchTemplateVersions", f"CreateLaunchTemplate {TAGS}",
        "CreateLaunchTemplateVersion ModifyLaunchTemplate", "DeleteLaunchTemplate",
    ),
    "aws_lb": Rights(
        "elasticloadbalancing",
        "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags "
        "ec2:DescribeNetworkInterfaces",
        "CreateLoadBalancer AddTags iam:CreateServiceLinkedRole",
        "ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets SetIpAddressType RemoveTags", "DeleteLoadBalancer",
    ),
    "aws_lb_listener": Rights(
        "elasticloadbalancing", "DescribeListeners DescribeListenerAttributes DescribeTags", "CreateListener AddTags",
        "ModifyListener ModifyListenerAttributes RemoveTags", "DeleteListener",
    ),
    "aws_lb_listener_rule": Rights(
        "elasticloadbalancing", "DescribeRules DescribeTags", "CreateRule AddTags",
        "ModifyRule SetRulePriorities RemoveTags", "DeleteRule",
    ),
    "aws_lb_target_group": Rights(
        "elasticloadbalancing", "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags",
        "CreateTargetGroup AddTags", "ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags", "DeleteTargetGroup",
    ),
    "aws_lb_target_group_attachment": Rights(
        "elasticloadbalancing", "DescribeTargetHealth", "RegisterTargets", "", "DeregisterTargets"
    ),
    "aws_nat_gateway": Rights("ec2", "DescribeNatGateways", f"CreateNatGateway {TAGS}", "", "DeleteNatGateway"),
    "aws_rds_cluster": Rights(
        "rds", "DescribeDBClusters DescribeGlobalClusters ListTagsForResource",
        f"CreateDBCluster {RDS_TAGS} iam:CreateServiceLinkedRole {KEY} {DATA_KEY}", "ModifyDBCluster",
        "DeleteDBCluster CreateDBClusterSnapshot",
    ),
    "aws_rds_cluster_instance": Rights(
        "rds", "DescribeDBInstances DescribeDBClusters ListTagsForResource",
        f"CreateDBInstance {RDS_TAGS} iam:PassRole {KEY}", "ModifyDBInstance RebootDBInstance", "DeleteDBInstance",
    ),
    "aws_rds_cluster_parameter_group": Rights(
        "rds", "DescribeDBClusterParameterGroups DescribeDBClusterParameters ListTagsForResource",
        f"CreateDBClusterParameterGroup ModifyDBClusterParameterGroup {RDS_TAGS}", "ResetDBClusterParameterGroup",
        "DeleteDBClusterParameterGroup",
    ),
    "aws_route53_record": Rights(
        "route53", "GetHostedZone ListResourceRecordSets", "ChangeResourceRecordSets GetChange",
        "ChangeResourceRecordSets GetChange", "ChangeResourceRecordSets GetChange",
    ),
    "aws_route_table": Rights(
        "ec2", "DescribeRouteTables", f"CreateRouteTable CreateRoute {TAGS}", "ReplaceRoute DeleteRoute",
        "DeleteRouteTable DisassociateRouteTable",
    ),
    "aws_route_table_association": Rights(
        "ec2", "DescribeRouteTables", "AssociateRouteTable", "ReplaceRouteTableAssociation", "DisassociateRouteTable"
    ),
    "aws_s3_bucket": Rights(
        "s3",
        # The provider reads all settings of a bucket, also those that other resources set.
        "ListBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning "
        "GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration "
        "GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging "
        "GetBucketPublicAccessBlock GetBucketOwnershipControls",
        "CreateBucket PutBucketTagging", "",
        # A bucket with deletion protection off is emptied first.
        "DeleteBucket ListBucketVersions DeleteObject DeleteObjectVersion",
    ),
    "aws_s3_bucket_cors_configuration": Rights("s3", "GetBucketCORS", "PutBucketCORS", "", "PutBucketCORS"),
    "aws_s3_bucket_lifecycle_configuration": Rights(
        "s3", "GetLifecycleConfiguration", "PutLifecycleConfiguration", "", "PutLifecycleConfiguration"
    ),
    "aws_s3_bucket_logging": Rights("s3", "GetBucketLogging", "PutBucketLogging", "", "PutBucketLogging"),
    "aws_s3_bucket_notification": Rights(
        "s3", "GetBucketNotification", "PutBucketNotification", "", "PutBucketNotification"
    ),
    "aws_s3_bucket_ownership_controls": Rights(
        "s3", "GetBucketOwnershipControls", "PutBucketOwnershipControls", "", "PutBucketOwnershipControls"
    ),
    "aws_s3_bucket_policy": Rights("s3", "GetBucketPolicy", "PutBucketPolicy", "", "DeleteBucketPolicy"),
    "aws_s3_bucket_public_access_block": Rights(
        "s3", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock", "", "PutBucketPublicAccessBlock"
    ),
    "aws_s3_bucket_server_side_encryption_configuration": Rights(
        "s3", "GetEncryptionConfiguration", "PutEncryptionConfiguration", "", "PutEncryptionConfiguration"
    ),
    "aws_s3_bucket_versioning": Rights("s3", "GetBucketVersioning", "PutBucketVersioning", "", "PutBucketVersioning"),
    "aws_secretsmanager_secret": Rights(
        "secretsmanager", "DescribeSecret GetResourcePolicy", "CreateSecret TagResource",
        "UpdateSecret UntagResource", "DeleteSecret",
    ),
    "aws_secretsmanager_secret_version": Rights(
        "secretsmanager", "GetSecretValue DescribeSecret kms:Decrypt", f"PutSecretValue {DATA_KEY}",
        "UpdateSecretVersionStage", "UpdateSecretVersionStage",
    ),
    "aws_security_group": Rights(
        "ec2", "DescribeSecurityGroups",
        f"CreateSecurityGroup RevokeSecurityGroupEgress {TAGS}", "",
        # A group in use is deleted after its network interfaces.
        "DeleteSecurityGroup DescribeNetworkInterfaces DetachNetworkInterface DeleteNetworkInterface",
    ),
    "aws_sqs_queue": Rights(
        "sqs", "GetQueueAttributes ListQueueTags GetQueueUrl", "CreateQueue TagQueue", "SetQueueAttributes UntagQueue",
        "DeleteQueue",
    ),
    "aws_sqs_queue_policy": Rights("sqs", "GetQueueAttributes", "SetQueueAttributes", "", "SetQueueAttributes"),
    "aws_subnet": Rights(
        "ec2", "DescribeSubnets", f"CreateSubnet ModifySubnetAttribute {TAGS}",
        "AssociateSubnetCidrBlock DisassociateSubnetCidrBlock", "DeleteSubnet DescribeNetworkInterfaces",
    ),
    "aws_vpc": Rights(
        "ec2",
        "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
        f"CreateVpc ModifyVpcAttribute {TAGS}", "AssociateVpcCidrBlock DisassociateVpcCidrBlock", "DeleteVpc",
    ),
    "aws_vpc_endpoint": Rights(
        "ec2", "DescribeVpcEndpoints DescribePrefixLists", f"CreateVpcEndpoint {TAGS}", "ModifyVpcEndpoint",
        "DeleteVpcEndpoints",
    ),
    "aws_vpc_endpoint_service": Rights(
        "ec2", "DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions",
        f"CreateVpcEndpointServiceConfiguration ModifyVpcEndpointServicePermissions {TAGS}",
        "ModifyVpcEndpointServiceConfiguration", "DeleteVpcEndpointServiceConfigurations",
    ),
    "aws_vpc_security_group_egress_rule": Rights(
        "ec2", "DescribeSecurityGroupRules", f"AuthorizeSecurityGroupEgress {TAGS}", "ModifySecurityGroupRules",
        "RevokeSecurityGroupEgress",
    ),
    "aws_vpc_security_group_ingress_rule": Rights(
        "ec2", "DescribeSecurityGroupRules", f"AuthorizeSecurityGroupIngress {TAGS}", "ModifySecurityGroupRules",
        "RevokeSecurityGroupIngress",
    ),
    "aws_wafv2_web_acl_association": Rights(
        "wafv2", "GetWebACLForResource GetWebACL", "AssociateWebACL elasticloadbalancing:SetWebAcl", "",
        "DisassociateWebACL",
    ),
}  # fmt: skip

# Data sources and ephemeral resources.
AWS_READS = {
    "aws_availability_zones": Rights("ec2", "DescribeAvailabilityZones"),
    "aws_caller_identity": Rights("sts", "GetCallerIdentity"),
    "aws_cloudwatch_log_groups": Rights("logs", "DescribeLogGroups"),
    "aws_eks_cluster_auth": Rights("sts"),
    "aws_iam_session_context": Rights("iam", "GetRole"),
    "aws_partition": Rights("sts"),
    "aws_route53_records": Rights("route53", "ListResourceRecordSets"),
    "aws_secretsmanager_random_password": Rights("secretsmanager", "GetRandomPassword"),
    "aws_secretsmanager_secret_version": Rights("secretsmanager", "GetSecretValue kms:Decrypt"),
    "aws_vpc_endpoint_service": Rights("ec2", "DescribeVpcEndpointServices"),
    "aws_vpc_security_group_rule": Rights("ec2", "DescribeSecurityGroupRules"),
    "aws_vpc_security_group_rules": Rights("ec2", "DescribeSecurityGroupRules"),
    "terraform_remote_state": Rights("sts"),
}

# What an argument needs in addition, if the resource has it.
AWS_ARGUMENTS = {
    ("aws_rds_cluster", "restore_to_point_in_time"): Rights(
        "rds", "", "RestoreDBClusterToPointInTime", "RestoreDBClusterToPointInTime"
    ),
    ("aws_rds_cluster", "snapshot_identifier"): Rights(
        "rds", "", "RestoreDBClusterFromSnapshot", "RestoreDBClusterFromSnapshot"
    ),
}
