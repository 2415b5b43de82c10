"""ElastiCache parameter groups, and changes and deletion of subnet groups.

moto has no parameter groups (`aws_elasticache_parameter_group`), and it can neither change nor delete subnet groups. It
lists tags only for some kinds of ARN.
"""

from typing import Any
from weakref import WeakKeyDictionary

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import CacheSubnetGroup, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from emulator.aws.moto_patches import add, wrap

_groups: WeakKeyDictionary[ElastiCacheBackend, dict[str, dict[str, Any]]] = WeakKeyDictionary()


def parameter_groups_of(backend: ElastiCacheBackend) -> dict[str, dict[str, Any]]:
    return _groups.setdefault(backend, {})


@add(ElastiCacheResponse)
def create_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    backend, params = self.elasticache_backend, self._get_params()
    name = params["CacheParameterGroupName"]
    if name in parameter_groups_of(backend):
        raise ElastiCacheException("CacheParameterGroupAlreadyExists", f"CacheParameterGroup {name} already exists")
    group = {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": params["CacheParameterGroupFamily"],
        "Description": params.get("Description", ""),
        "ARN": f"arn:{backend.partition}:elasticache:{backend.region_name}:{backend.account_id}:parametergroup:{name}",
        "IsGlobal": False,
        "parameters": {},
    }
    backend.tagging_service.tag_resource(group["ARN"], self._get_param("Tags", []))
    parameter_groups_of(backend)[name] = group
    return ActionResult({"CacheParameterGroup": group})


@add(ElastiCacheResponse)
def describe_cache_parameter_groups(self: ElastiCacheResponse) -> ActionResult:
    name = self._get_param("CacheParameterGroupName")
    groups = [_group_of(self)] if name else list(parameter_groups_of(self.elasticache_backend).values())
    return ActionResult({"CacheParameterGroups": groups})


@add(ElastiCacheResponse)
def describe_cache_parameters(self: ElastiCacheResponse) -> ActionResult:
    parameters = _group_of(self)["parameters"].items()
    described = [{"ParameterName": key, "ParameterValue": value, "Source": "user"} for key, value in parameters]
    return ActionResult({"Parameters": described})


@add(ElastiCacheResponse)
def modify_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    group = _group_of(self)
    for parameter in self._get_param("ParameterNameValues", []):
        group["parameters"][parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})


@add(ElastiCacheResponse)
def reset_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    group = _group_of(self)
    if self._get_bool_param("ResetAllParameters"):
        group["parameters"].clear()
    for parameter in self._get_param("ParameterNameValues", []):
        group["parameters"].pop(parameter["ParameterName"], None)
    return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})


@add(ElastiCacheResponse)
def delete_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    backend, name = self.elasticache_backend, _group_of(self)["CacheParameterGroupName"]
    if any(group.cache_parameter_group_name == name for group in backend.replication_groups.values()):
        raise ElastiCacheException("InvalidCacheParameterGroupState", f"One or more cache clusters use {name}")
    backend.tagging_service.delete_all_tags_for_resource(parameter_groups_of(backend).pop(name)["ARN"])
    return EmptyResult()


def _group_of(response: ElastiCacheResponse) -> dict[str, Any]:
    name = response._get_param("CacheParameterGroupName")
    try:
        return parameter_groups_of(response.elasticache_backend)[name]
    except KeyError:
        raise ElastiCacheException("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found") from None


@add(ElastiCacheResponse)
def modify_cache_subnet_group(self: ElastiCacheResponse) -> ActionResult:
    backend = self.elasticache_backend
    old = _subnet_group_of(self)
    new = CacheSubnetGroup(
        account_id=backend.account_id,
        region_name=backend.region_name,
        cache_subnet_group_name=old.cache_subnet_group_name,
        cache_subnet_group_description=self._get_param(
            "CacheSubnetGroupDescription", old.cache_subnet_group_description
        ),
        subnet_ids=self._get_param("SubnetIds", old.subnet_ids),
        tags=old.tags,
    )
    backend.cache_subnet_groups[old.cache_subnet_group_name] = new
    return ActionResult({"CacheSubnetGroup": new})


@add(ElastiCacheResponse)
def delete_cache_subnet_group(self: ElastiCacheResponse) -> ActionResult:
    backend, name = self.elasticache_backend, _subnet_group_of(self).cache_subnet_group_name
    if any(group.cache_subnet_group_name == name for group in backend.replication_groups.values()):
        raise ElastiCacheException("CacheSubnetGroupInUse", f"Cache subnet group {name} is in use")
    backend.tagging_service.delete_all_tags_for_resource(backend.cache_subnet_groups.pop(name).arn)
    return EmptyResult()


def _subnet_group_of(response: ElastiCacheResponse) -> CacheSubnetGroup:
    name = response._get_param("CacheSubnetGroupName")
    try:
        return response.elasticache_backend.cache_subnet_groups[name]
    except KeyError:
        raise CacheSubnetGroupNotFound(name) from None


@wrap(ElastiCacheBackend, "list_tags_for_resource")
def list_tags_for_resource(_original: Any, self: ElastiCacheBackend, arn: str) -> dict[str, list[dict[str, str]]]:
    return self.tagging_service.list_tags_for_resource(arn)
