"""Managed node groups with an existing Auto Scaling group.

moto returns the name of an Auto Scaling group that does not exist, so `aws_autoscaling_attachment` never completes. As
in EKS, a node group here creates its own launch template (a copy of the caller's, with image and instance type) and the
Auto Scaling group, whose instances moto starts; they are the nodes of the cluster. They are deleted with the node
group.
moto also lacks: the update configuration at creation, version and launch template upgrades, and the current defaults
(it returns an SSH key that was not requested, which would replace the group).
"""

from typing import Any

from moto.autoscaling.models import AutoScalingBackend, autoscaling_backends
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.instances import Instance
from moto.eks.models import Cluster, EKSBackend, Nodegroup
from moto.eks.responses import EKSResponse

from emulator.aws import eks_kubernetes, eks_versions
from emulator.aws.eks_access import admit_nodes
from emulator.aws.eks_common import body_of, cluster_of, invalid_parameter, keep_update, path_part, record_update
from emulator.aws.moto_patches import add, part, wrap

_IMAGE_TYPE = "AL2023_x86_64_STANDARD"
_INSTANCE_TYPES = ["t3.medium"]
_UPDATE_CONFIG = {"maxUnavailable": 1}
_DISK_SIZE_GIB = 20


@wrap(EKSResponse, "create_nodegroup")
def create_nodegroup(original: Any, self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    version = body.get("version") or cluster.version
    _check_version(cluster, version)
    result: ActionResult = original(self)
    group: Nodegroup = part(result, "nodegroup")
    group.version = version
    group.release_version = body.get("releaseVersion") or eks_versions.release_of(version)
    group.scaling_config = {"minSize": 1, "maxSize": 2, "desiredSize": 2, **(body.get("scalingConfig") or {})}
    _complete(group, body)
    _start_nodes(group, cluster, self.eks_backend)
    _join_nodes(cluster, self.eks_backend)
    admit_nodes(cluster, group.node_role)
    return result


def _check_version(cluster: Cluster, version: str) -> None:
    if not eks_versions.is_offered(version) or eks_versions.steps_between(cluster.version, version) > 0:
        raise invalid_parameter(f"Nodegroup version {version} is not supported by a cluster of {cluster.version}")


def _complete(group: Nodegroup, body: dict[str, Any]) -> None:
    template = body.get("launchTemplate")
    group.ami_type = body.get("amiType") or _IMAGE_TYPE
    group.remote_access = body.get("remoteAccess")  # type: ignore[assignment]
    group.disk_size = None if template else body.get("diskSize") or _DISK_SIZE_GIB  # type: ignore[assignment]
    group.update_config = body.get("updateConfig") or dict(_UPDATE_CONFIG)
    group.node_repair_config = body.get("nodeRepairConfig")
    group.resources = {"autoScalingGroups": [{"name": f"eks-{group.nodegroup_name}-{group.uuid}"}]}
    if template:
        group.launch_template["version"] = str(template.get("version") or "$Default")  # type: ignore[index]


def _start_nodes(group: Nodegroup, cluster: Cluster, eks: EKSBackend) -> None:
    tags = {"eks:cluster-name": cluster.name, "eks:nodegroup-name": group.nodegroup_name}
    template = _ec2(eks).create_launch_template(
        f"eks-{group.uuid}", "", _template_data(group, cluster, _ec2(eks)), {"launch-template": tags}
    )
    scaling = group.scaling_config
    _autoscaling(eks).create_auto_scaling_group(
        name=_autoscaling_name(group),
        availability_zones=[],
        desired_capacity=scaling["desiredSize"],
        max_size=scaling["maxSize"],
        min_size=scaling["minSize"],
        launch_config_name="",
        launch_template={"LaunchTemplateId": template.id, "Version": "$Latest"},
        vpc_zone_identifier=",".join(group.subnets),
        default_cooldown=None,
        health_check_period=None,
        health_check_type=None,
        load_balancers=[],
        target_group_arns=[],
        placement_group=None,
        termination_policies=[],
        tags=[{"Key": key, "Value": value, "PropagateAtLaunch": "true"} for key, value in _node_tags(tags).items()],
    )


def _node_tags(tags: dict[str, str]) -> dict[str, str]:
    return {**tags, f"kubernetes.io/cluster/{tags['eks:cluster-name']}": "owned"}


def _template_data(group: Nodegroup, cluster: Cluster, ec2: EC2Backend) -> dict[str, Any]:
    """The caller's launch template with the data that EKS adds."""
    wanted = group.launch_template
    data = dict(ec2.get_launch_template(wanted["id"]).get_version(wanted["version"]).data) if wanted else {}
    group.instance_types = group.instance_types if not data.get("InstanceType") else []
    data.setdefault("InstanceType", (group.instance_types or _INSTANCE_TYPES)[0])
    data.setdefault("ImageId", _any_image(ec2))
    if not data.get("SecurityGroupIds"):
        data["SecurityGroupIds"] = [cluster.resources_vpc_config["clusterSecurityGroupId"]]
    return data


def _any_image(ec2: EC2Backend) -> str:
    return next(image.id for image in ec2.describe_images() if image.architecture == "x86_64")


@wrap(EKSResponse, "update_nodegroup_config")
def update_nodegroup_config(original: Any, self: EKSResponse) -> ActionResult:
    result: ActionResult = original(self)
    keep_update(cluster_of(self), part(result, "update"))
    _scale(_group_of(self), self.eks_backend)
    _join_nodes(cluster_of(self), self.eks_backend)
    return result


def _scale(group: Nodegroup, eks: EKSBackend) -> None:
    scaling, nodes = group.scaling_config, _autoscaling(eks).autoscaling_groups[_autoscaling_name(group)]
    nodes.min_size, nodes.max_size = scaling["minSize"], scaling["maxSize"]
    if nodes.desired_capacity != scaling["desiredSize"]:
        nodes.set_desired_capacity(scaling["desiredSize"])


@add(EKSResponse)
def update_nodegroup_version(self: EKSResponse) -> ActionResult:
    cluster, group, body = cluster_of(self), _group_of(self), body_of(self)
    template = body.get("launchTemplate")
    if body.get("version") or not template:
        version = body.get("version") or cluster.version
        _check_version(cluster, version)
        group.version = version
        group.release_version = body.get("releaseVersion") or eks_versions.release_of(version)
    if template and group.launch_template:
        group.launch_template["version"] = str(template["version"])
    _replace_nodes(group, cluster, self.eks_backend)
    _join_nodes(cluster, self.eks_backend)
    group.modified_at = utcnow()
    return ActionResult({"update": record_update(cluster, "VersionUpdate", body)})


def _replace_nodes(group: Nodegroup, cluster: Cluster, eks: EKSBackend) -> None:
    own = _ec2(eks).get_launch_template_by_name(f"eks-{group.uuid}")
    own.create_version(_template_data(group, cluster, _ec2(eks)), "")
    own.default_version_number = own.latest_version_number
    nodes = _autoscaling(eks).autoscaling_groups[_autoscaling_name(group)]
    nodes.set_desired_capacity(0)
    nodes.set_desired_capacity(group.scaling_config["desiredSize"])


@wrap(EKSResponse, "delete_nodegroup")
def delete_nodegroup(original: Any, self: EKSResponse) -> ActionResult:
    cluster = cluster_of(self)
    result: ActionResult = original(self)
    group: Nodegroup = part(result, "nodegroup")
    _autoscaling(self.eks_backend).delete_auto_scaling_group(_autoscaling_name(group))
    _ec2(self.eks_backend).delete_launch_template(f"eks-{group.uuid}", None)
    _join_nodes(cluster, self.eks_backend)
    return result


def _join_nodes(cluster: Cluster, eks: EKSBackend) -> None:
    """The instances of all node groups are the nodes of the cluster."""
    nodes = {
        _node_name(group, instance): _node_labels(group, instance)
        for group in cluster.nodegroups.values()
        for state in _autoscaling(eks).autoscaling_groups[_autoscaling_name(group)].instance_states
        for instance in [state.instance]
    }
    eks_kubernetes.set_nodes(cluster, nodes)


def _node_name(group: Nodegroup, instance: Instance) -> str:
    return f"ip-{str(instance.private_ip).replace('.', '-')}.{group.region}.compute.internal"


def _node_labels(group: Nodegroup, instance: Instance) -> dict[str, str]:
    return {
        "eks.amazonaws.com/nodegroup": str(group.nodegroup_name),
        "node.kubernetes.io/instance-type": instance.instance_type,
        "topology.kubernetes.io/region": group.region,
        "topology.kubernetes.io/zone": str(instance.placement.zone),
        **(group.labels or {}),
    }


def _group_of(response: EKSResponse) -> Nodegroup:
    return response.eks_backend.describe_nodegroup(cluster_of(response).name, path_part(response, "nodegroupName"))


def _autoscaling_name(group: Nodegroup) -> str:
    name: str = group.resources["autoScalingGroups"][0]["name"]  # type: ignore[index]
    return name


def _ec2(eks: EKSBackend) -> EC2Backend:
    return ec2_backends[eks.account_id][eks.region_name]


def _autoscaling(eks: EKSBackend) -> AutoScalingBackend:
    return autoscaling_backends[eks.account_id][eks.region_name]
