"""Quotas, and the versions and sizes on offer, which moto lacks.

Everything is on offer, with the quotas of a new account, unless a table here says otherwise.
"""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.elasticache.responses import ElastiCacheResponse
from moto.rds.models import RDSBackend
from moto.rds.responses import RDSResponse
from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

from emulator.aws.moto_patches import add, wrap

# https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
QUOTAS: dict[str, float] = {
    "L-F678F1CE": 5,  # VPCs
    "L-A4707A72": 5,  # internet gateways
    "L-FE5A380F": 5,  # NAT gateways per zone
    "L-0263D0A3": 5,  # Elastic IPs
    "L-0EA8095F": 60,  # rules per security group
    "L-1194D53C": 100,  # EKS clusters
    "L-53DA6B97": 50,  # application load balancers
    "L-69A177A2": 50,  # network load balancers
    "L-952B80B8": 40,  # database clusters
    "L-7B6409FD": 40,  # database instances
    "L-1216C47A": 640,  # standard on-demand vCPUs; a new account starts lower
}
# What is not on offer: database classes, engine versions, and cache node types.
WITHDRAWN: set[str] = set()
# Engine versions that are still on offer, but deprecated.
DEPRECATED: set[str] = set()
_CACHE_VERSIONS = {"redis": ("6.2", "7.0", "7.1"), "valkey": ("7.2", "8.0", "8.1")}


@wrap(ServiceQuotasBackend, "get_service_quota")
def get_service_quota(_original: Any, self: ServiceQuotasBackend, service_code: str, quota_code: str) -> dict[str, Any]:
    if quota_code not in QUOTAS:
        raise NoSuchResource
    return {"ServiceCode": service_code, "QuotaCode": quota_code, "Value": QUOTAS[quota_code]}


@add(ServiceQuotasResponse)
def get_aws_default_service_quota(self: ServiceQuotasResponse) -> str:
    body = json.loads(self.body)
    return json.dumps({"Quota": self.backend.get_service_quota(body["ServiceCode"], body["QuotaCode"])})


@add(RDSResponse)
def describe_db_engine_versions(self: RDSResponse) -> ActionResult:
    engine, version = self.params.get("Engine"), self.params.get("EngineVersion")
    status = "deprecated" if version in DEPRECATED else "available"
    found = [] if version in WITHDRAWN else [{"Engine": engine, "EngineVersion": version, "Status": status}]
    return ActionResult({"DBEngineVersions": found})


@wrap(RDSResponse, "describe_orderable_db_instance_options")
def describe_orderable_db_instance_options(original: Any, self: RDSResponse) -> ActionResult:
    class_ = self.params.get("DBInstanceClass")
    if not class_:
        result: ActionResult = original(self)
        return result
    backend: RDSBackend = self.backend
    zones = (
        []
        if class_ in WITHDRAWN
        else ec2_backends[backend.account_id][backend.region_name].describe_availability_zones()
    )
    option = {
        "Engine": self.params.get("Engine"),
        "EngineVersion": self.params.get("EngineVersion"),
        "DBInstanceClass": class_,
        "AvailabilityZones": [{"Name": zone.name} for zone in zones],
    }
    return ActionResult({"OrderableDBInstanceOptions": [option] if zones else []})


@add(ElastiCacheResponse)
def describe_cache_engine_versions(self: ElastiCacheResponse) -> ActionResult:
    engine = self._get_param("Engine")
    found = [{"Engine": engine, "EngineVersion": version} for version in _CACHE_VERSIONS.get(engine, ())
             if version not in WITHDRAWN]  # fmt: skip
    return ActionResult({"CacheEngineVersions": found})


@add(ElastiCacheResponse)
def describe_reserved_cache_nodes_offerings(self: ElastiCacheResponse) -> ActionResult:
    type_ = self._get_param("CacheNodeType")
    found = [] if type_ in WITHDRAWN else [{"CacheNodeType": type_, "ReservedCacheNodesOfferingId": f"one-{type_}"}]
    return ActionResult({"ReservedCacheNodesOfferings": found})
