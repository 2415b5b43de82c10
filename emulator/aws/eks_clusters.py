"""EKS clusters with the attributes and updates that the AWS provider needs.

moto lacks: the cluster security group and the VPC id in the network configuration, the access configuration, the
support policy, updates of all of these (other availability zones are refused), version upgrades, encryption that is
enabled later, a separate OIDC issuer per cluster (moto uses one for all clusters, so a second OIDC provider would
conflict), and the Kubernetes API under the cluster's endpoint.
"""

import base64
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.eks import urls
from moto.eks.models import Cluster, EKSBackend, eks_backends
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random
from moto.sts.models import sts_backends

from emulator.aws import eks_kubernetes, eks_versions
from emulator.aws.eks_access import admit_creator, admit_nodes, takes_access_entries
from emulator.aws.eks_common import body_of, cluster_of, invalid_parameter, invalid_request, record_update
from emulator.aws.moto_patches import add, part, serve_paths, wrap

serve_paths(urls.url_paths, EKSResponse, "/cluster-versions$")

_ALL_ADDRESSES = ["0.0.0.0/0"]
_ACCESS_MODE_STEPS = (("CONFIG_MAP", "API_AND_CONFIG_MAP"), ("API_AND_CONFIG_MAP", "API"))
_SERVICE_RANGE = "172.20.0.0/16"


@wrap(EKSResponse, "create_cluster")
def create_cluster(original: Any, self: EKSResponse) -> ActionResult:
    body = body_of(self)
    version = body.get("version") or eks_versions.DEFAULT_VERSION
    if not eks_versions.is_offered(version):
        raise invalid_parameter(f"unsupported Kubernetes version {version}")
    result: ActionResult = original(self)
    cluster: Cluster = part(result, "cluster")
    cluster.version = version
    creator = eks_kubernetes.principal_of(
        sts_backends[self.current_account][self.partition], self.get_access_key(), self.region
    )
    _give_identity(cluster, self.region)
    _start_api(cluster, creator)
    _complete(cluster, body)
    _place_in_vpc(cluster, _ec2(self), body["resourcesVpcConfig"])
    wants_creator = (body.get("accessConfig") or {}).get("bootstrapClusterCreatorAdminPermissions", True)
    if takes_access_entries(cluster) and wants_creator:
        admit_creator(cluster, creator)
    return result


def _give_identity(cluster: Cluster, region: str) -> None:
    key = mock_random.get_random_hex(32).upper()
    cluster.identity = {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{key}"}}
    cluster.platformVersion = "eks.1"


def _start_api(cluster: Cluster, creator_arn: str) -> None:
    api = eks_kubernetes.start(cluster, creator_arn)
    cluster.endpoint = api.endpoint
    cluster.certificate_authority = {"data": base64.b64encode(api.authority_pem.encode()).decode()}


def _complete(cluster: Cluster, body: dict[str, Any]) -> None:
    network = body.get("kubernetesNetworkConfig") or {}
    cluster.kubernetes_network_config = {
        "ipFamily": network.get("ipFamily", "ipv4"),
        "serviceIpv4Cidr": network.get("serviceIpv4Cidr", _SERVICE_RANGE),
        "elasticLoadBalancing": network.get("elasticLoadBalancing", {"enabled": False}),
    }
    access = body.get("accessConfig") or {}
    vars(cluster).update(
        access_config={"authenticationMode": access.get("authenticationMode", "CONFIG_MAP")},
        upgrade_policy=body.get("upgradePolicy") or {"supportType": "EXTENDED"},
        zonal_shift_config=body.get("zonalShiftConfig"),
        compute_config=body.get("computeConfig"),
        storage_config=body.get("storageConfig"),
        health={"issues": []},
    )


def _place_in_vpc(cluster: Cluster, ec2: EC2Backend, wanted: dict[str, Any]) -> None:
    vpc_id = ec2.get_subnet(wanted["subnetIds"][0]).vpc_id
    group = ec2.create_security_group(
        f"eks-cluster-sg-{cluster.name}-{mock_random.get_random_hex(8)}",
        "EKS created security group applied to the control plane and the nodes",
        vpc_id=vpc_id,
        tags={f"kubernetes.io/cluster/{cluster.name}": "owned", "aws:eks:cluster-name": cluster.name},
    )
    ec2.authorize_security_group_ingress(group.id, "-1", "-1", "-1", [], source_groups=[{"GroupId": group.id}])
    public = wanted.get("endpointPublicAccess", True)
    cluster.resources_vpc_config = {
        "subnetIds": wanted["subnetIds"],
        "securityGroupIds": wanted.get("securityGroupIds", []),
        "clusterSecurityGroupId": group.id,
        "vpcId": vpc_id,
        "endpointPublicAccess": public,
        "endpointPrivateAccess": wanted.get("endpointPrivateAccess", False),
        "publicAccessCidrs": (wanted.get("publicAccessCidrs") or _ALL_ADDRESSES) if public else [],
    }


@wrap(EKSResponse, "delete_cluster")
def delete_cluster(original: Any, self: EKSResponse) -> ActionResult:
    cluster = cluster_of(self)
    group_id = cluster.resources_vpc_config["clusterSecurityGroupId"]
    result: ActionResult = original(self)
    eks_kubernetes.stop(cluster)
    _ec2(self).delete_security_group(group_id=group_id)
    return result


@wrap(EC2Backend, "delete_security_group")
def delete_security_group(original: Any, self: EC2Backend, name: str | None = None, group_id: str | None = None) -> Any:
    """Refuse to delete a group of a control plane's network interfaces, which moto does not create."""
    for cluster in eks_backends[self.account_id][self.region_name].clusters.values():
        config = cluster.resources_vpc_config
        if group_id and group_id in (*config.get("securityGroupIds", ()), config.get("clusterSecurityGroupId")):
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return original(self, name, group_id)


@wrap(EKSResponse, "update_cluster_config")
def update_cluster_config(_original: Any, self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    kind = "ConfigUpdate"
    if "resourcesVpcConfig" in body:
        kind = "VpcConfigUpdate" if "subnetIds" in body["resourcesVpcConfig"] else "EndpointAccessUpdate"
        _refuse_other_zones(_ec2(self), cluster, body["resourcesVpcConfig"])
        _change_vpc(cluster.resources_vpc_config, body["resourcesVpcConfig"])
    if "logging" in body:
        kind = "LoggingUpdate"
        cluster.logging = body["logging"]
    if "accessConfig" in body:
        kind = "AccessConfigUpdate"
        _refuse_access_mode(vars(cluster)["access_config"], body["accessConfig"])
        had_entries = takes_access_entries(cluster)
        vars(cluster)["access_config"].update(body["accessConfig"])
        if takes_access_entries(cluster) and not had_entries:
            _admit_those_before(cluster)
    if "upgradePolicy" in body:
        kind = "UpgradePolicyUpdate"
        vars(cluster)["upgrade_policy"] = body["upgradePolicy"]
    if "zonalShiftConfig" in body:
        kind = "ZonalShiftConfigUpdate"
        vars(cluster)["zonal_shift_config"] = body["zonalShiftConfig"]
    return ActionResult({"update": record_update(cluster, kind, body)})


def _admit_those_before(cluster: Cluster) -> None:
    """Access entries for the creator and the node groups of a cluster that had none.

    https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/docs/UPGRADE-20.0.md
    """
    admit_creator(cluster, eks_kubernetes.creator_of(cluster))
    for group in cluster.nodegroups.values():
        admit_nodes(cluster, group.node_role)


def _refuse_access_mode(present: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse a way back from access entries, and a step over API_AND_CONFIG_MAP.

    https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
    """
    before, after = present["authenticationMode"], wanted.get("authenticationMode", present["authenticationMode"])
    if before != after and (before, after) not in _ACCESS_MODE_STEPS:
        raise invalid_parameter(f"Unsupported authentication mode update from {before} to {after}")


def _refuse_other_zones(ec2: EC2Backend, cluster: Cluster, wanted: dict[str, Any]) -> None:
    """Refuse subnets in other availability zones than those of the control plane."""
    before, after = (
        ",".join(sorted({ec2.get_subnet(id_).availability_zone for id_ in config["subnetIds"]}))
        for config in (cluster.resources_vpc_config, cluster.resources_vpc_config | wanted)
    )
    if before != after:
        raise invalid_parameter(
            f"Provided subnets belong to the AZs '{after}'. But they should belong to the exact set of AZs '{before}' "
            "in which subnets were provided during cluster creation."
        )


def _change_vpc(present: dict[str, Any], wanted: dict[str, Any]) -> None:
    present.update(wanted)
    if not present["endpointPublicAccess"]:
        present["publicAccessCidrs"] = []
    elif not present["publicAccessCidrs"]:
        present["publicAccessCidrs"] = _ALL_ADDRESSES


@add(EKSResponse)
def update_cluster_version(self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    if not eks_versions.is_offered(body["version"]):
        raise invalid_parameter(f"unsupported Kubernetes version {body['version']}")
    if eks_versions.steps_between(cluster.version, body["version"]) != 1:
        raise invalid_parameter(
            f"Unsupported Kubernetes minor version update from {cluster.version} to {body['version']}"
        )
    cluster.version = body["version"]
    eks_kubernetes.upgrade(cluster)
    return ActionResult({"update": record_update(cluster, "VersionUpdate", body)})


@add(EKSResponse)
def associate_encryption_config(self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    if cluster.encryption_config:
        raise invalid_request(f"Encryption is already enabled on cluster {cluster.name}")
    cluster.encryption_config = body["encryptionConfig"]
    return ActionResult({"update": record_update(cluster, "AssociateEncryptionConfig", body)})


@add(EKSResponse)
def describe_cluster_versions(self: EKSResponse) -> ActionResult:
    wanted = self.querystring.get("clusterVersions") or eks_versions.KUBERNETES_VERSIONS
    versions = [
        {
            "clusterVersion": version,
            "clusterType": "eks",
            "defaultVersion": version == eks_versions.DEFAULT_VERSION,
            "status": eks_versions.support_of(version),
            "versionStatus": eks_versions.support_of(version),
        }
        for version in reversed(eks_versions.KUBERNETES_VERSIONS)
        if version in wanted
    ]
    return ActionResult({"clusterVersions": versions})


def _ec2(response: EKSResponse) -> EC2Backend:
    backend: EKSBackend = response.eks_backend
    return ec2_backends[backend.account_id][backend.region_name]
