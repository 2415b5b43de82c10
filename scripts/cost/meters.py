"""How the clouds' public price lists name what a deployment is billed for.

AWS: the columns of an offer file, https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
Azure: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from constructs_lib.settings.aws.sizes import AWS_SIZES
from constructs_lib.settings.azure.sizes import AZURE_SIZES
from scripts.cost.parts import EDSV4
from scripts.cost.prices import prices

_LINUX = {
    "Operating System": "Linux",
    "Tenancy": "Shared",
    "Pre Installed S/W": "NA",
    "CapacityStatus": "Used",
}
_GATEWAY = {"serviceName": "Application Gateway"}
_MYSQL = "Azure Database for MySQL"
_NETWORK = "Virtual Network"


@dataclass(frozen=True)
class AwsMeter:
    """A row of an offer file: its usage type without the code of the region, and values of other columns."""

    offer: str
    usage: str
    unit: str = "hour"
    columns: Mapping[str, str] = field(default_factory=dict)

    def is_in(self, row: Mapping[str, str]) -> bool:
        # USE1-NatGateway-Hours, EU-NatGateway-Hours, or eu-central-1-KMS-Keys. TS is not a region.
        code = r"(?!TS-)(?:[A-Z]{2,4}\d?-|[a-z]{2}(?:-[a-z]+)+-\d-)?"
        usage = re.fullmatch(code + re.escape(self.usage), row["usageType"])
        return bool(usage) and all(row.get(name) == value for name, value in self.columns.items())


@dataclass(frozen=True)
class AzureMeter:
    """Values of the fields of a meter."""

    fields: Mapping[str, str]
    unit: str = "hour"


def aws_meters() -> dict[str, AwsMeter]:
    """Item to meter, for the machines of all sizes and for those that the list has."""
    found = {
        "EKS cluster": AwsMeter("AmazonEKS", "AmazonEKS-Hours:perCluster"),
        "NAT gateway": AwsMeter("AmazonEC2", "NatGateway-Hours", columns={"Product Family": "NAT Gateway"}),
        "application load balancer": _balancer("Application"),
        "network load balancer": _balancer("Network"),
        "interface endpoint": AwsMeter("AmazonVPC", "VpcEndpoint-Hours"),
        "KMS key": AwsMeter("awskms", "KMS-Keys", "month"),
        "secret": AwsMeter("AWSSecretsManager", "AWSSecretsManager-Secrets", "month"),
        "gp3 disk": AwsMeter("AmazonEC2", "EBS:VolumeUsage.gp3", "GB-month"),
        "public IPv4 address": AwsMeter("AmazonVPC", "PublicIPv4:InUseAddress"),
    }
    types = {price.item for price in prices() if price.cloud == "aws"} - found.keys()
    for size in AWS_SIZES.values():
        types |= {*size.kubernetes_instance_types, size.database_instance_class, size.elasticache_node_type}
    for type_ in sorted(types):
        if type_.startswith("db."):
            engine = {"Database Engine": "Aurora MySQL"}
            found[type_] = AwsMeter("AmazonRDS", f"InstanceUsage:{type_}", columns=engine)
        elif type_.startswith("cache."):
            found[type_] = AwsMeter("AmazonElastiCache", f"NodeUsage:{type_}", columns={"Cache Engine": "Redis"})
        else:
            found[type_] = AwsMeter("AmazonEC2", f"BoxUsage:{type_}", columns=_LINUX)
    return found


def _balancer(kind: str) -> AwsMeter:
    return AwsMeter("AWSELB", "LoadBalancerUsage", columns={"Product Family": f"Load Balancer-{kind}"})


def azure_meters() -> dict[str, AzureMeter]:
    """Item to meter, for the machines of all sizes and for those that the list has."""
    mysql = f"{_MYSQL} Flexible Server"
    found = {
        "AKS Standard tier": AzureMeter(
            {"serviceName": "Azure Kubernetes Service", "skuName": "Standard", "meterName": "Standard Uptime SLA"}
        ),
        "MySQL Edsv4 vCore": AzureMeter(
            {"serviceName": _MYSQL, "productName": f"{mysql} Memory Optimized Edsv4 Series Compute", "skuName": "vCore"}
        ),
        "MySQL storage": AzureMeter(
            {"serviceName": _MYSQL, "productName": f"{mysql} Storage", "meterName": "Storage Data Stored"}, "GB-month"
        ),
        "public address": AzureMeter(
            {"serviceName": _NETWORK, "productName": "IP Addresses", "meterName": "Standard IPv4 Static Public IP"}
        ),
        "private endpoint": AzureMeter({"serviceName": _NETWORK, "meterName": "Standard Private Endpoint"}),
    }
    for sku, product in (("Standard_v2", "Standard v2"), ("WAF_v2", "WAF v2")):
        fields = {**_GATEWAY, "productName": f"Application Gateway {product}"}
        found[f"Application Gateway {sku}"] = AzureMeter({**fields, "meterName": "Standard Fixed Cost"})
        found[f"{sku} capacity unit"] = AzureMeter({**fields, "meterName": "Standard Capacity Units"})
    types = {price.item for price in prices() if price.cloud == "azure"} - found.keys()
    for size in AZURE_SIZES.values():
        types |= {size.kubernetes_instance_type, f"Redis {size.redis_sku_name}"}
        assert EDSV4.fullmatch(size.database_sku_name), size.database_sku_name
    return found | {type_: _azure_machine(type_) for type_ in sorted(types)}


def _azure_machine(type_: str) -> AzureMeter:
    if disk := re.fullmatch(r"(P\d+) disk", type_):
        product = {"productName": "Premium SSD Managed Disks", "skuName": f"{disk[1]} LRS"}
        return AzureMeter({"serviceName": "Storage", **product, "meterName": f"{disk[1]} LRS Disk"}, "month")
    if redis := re.fullmatch(r"Redis (Balanced|MemoryOptimized|ComputeOptimized)_(\w+)", type_):
        family = re.sub(r"(?<!^)(?=[A-Z])", " ", redis[1])
        return _redis(f"Azure Managed Redis - {family}", redis[2])
    if redis := re.fullmatch(r"Redis (\w+) (\w+)", type_):
        return _redis(f"Azure Redis Cache {redis[1]}", redis[2])
    return AzureMeter({"serviceName": "Virtual Machines", "armSkuName": type_})


def _redis(product: str, size: str) -> AzureMeter:
    return AzureMeter(
        {"serviceName": "Redis Cache", "productName": product, "skuName": size, "meterName": f"{size} Cache Instance"}
    )
