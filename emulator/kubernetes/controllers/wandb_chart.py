"""Stands in for W&B's chart operator-wandb: a deployment per component, and a service for those that have one.

The names are those of the chart 0.43.8 (https://github.com/wandb/helm-charts/tree/main/charts/operator-wandb).
"""

from collections.abc import Mapping
from typing import Any

from emulator.kubernetes.objects import Object

Values = Mapping[str, Any]
# Per component: what follows its key in the name of its deployment, and the port of its service.
_COMPONENTS: Mapping[str, tuple[str, int | None]] = {
    "app": ("-bc", 8080),
    "api": ("", 8081),
    "console": ("-bc", 8082),
    "executor": ("-bc", None),
    "glue": ("", None),
    "parquet": ("-bc", 8087),
    "weave": ("-bc", 9994),
    "weave-trace": ("-bc", 8722),
}


def objects_of(release: str, values: Values) -> Mapping[str, Mapping[str, Object]]:
    """The specs of what the chart installs with these values, by resource and name."""
    deployments, services = dict[str, Object](), dict[str, Object]()
    for key, (suffix, port) in _COMPONENTS.items():
        own = values.get(key)
        if own is None:
            continue
        name, selector = f"{release}-{key}", {"app.kubernetes.io/instance": release, "app.kubernetes.io/name": key}
        deployments[f"{name}{suffix}"] = {
            "replicas": own.get("replicaCount", 1),
            "selector": {"matchLabels": selector},
            "template": _template(key, own, values["global"], selector),
            **({"strategy": own["strategy"]} if "strategy" in own else {}),
        }
        if port is not None:
            service = own.get("service", {"ports": [{"name": "http", "port": port}]})
            services[name] = {**service, "selector": selector}
    return {"deployments.apps": deployments, "services": services}


def _template(key: str, own: Values, shared: Values, selector: Mapping[str, str]) -> Object:
    pod, prefix = shared.get("pod", {}), shared.get("repositoryPrefix")
    image = f"{own['image']['repository']}:{own['image'].get('tag', 'latest')}"
    environment = {
        **_credentials(shared),
        **shared.get("extraEnv", {}),
        **own.get("extraEnv", {}),
        **own.get("env", {}),
    }
    container = {
        "name": key,
        "image": f"{prefix}/{image}" if prefix else image,
        "env": [
            {"name": name, **(value if isinstance(value, Mapping) else {"value": str(value)})}
            for name, value in sorted(environment.items())
        ],
    }
    return {
        "metadata": {"labels": {**pod.get("labels", {}), **selector}, "annotations": pod.get("annotations", {})},
        "spec": {
            "serviceAccountName": own["serviceAccount"]["name"],
            "priorityClassName": shared.get("priorityClassName"),
            "imagePullSecrets": [{"name": name} for name in shared.get("imagePullSecrets", [])],
            "nodeSelector": shared.get("nodeSelector", {}),
            "tolerations": shared.get("tolerations", []),
            "containers": [container],
        },
    }


def _credentials(shared: Values) -> dict[str, Object]:
    """The variables that the chart takes from the secrets to which the values refer."""
    mysql, license_ = shared["mysql"]["passwordSecret"], shared.get("licenseSecret")
    redis, oidc = shared.get("redis", {}).get("secret"), shared.get("auth", {}).get("oidc", {}).get("oidcSecret")
    clickhouse = shared.get("clickhouse", {}).get("passwordSecret")
    references = {"MYSQL_PASSWORD": (mysql["name"], mysql["passwordKey"])}
    if license_:
        references["LICENSE"] = (license_["name"], license_["key"])
    if redis:
        references["REDIS_PASSWORD"] = (redis["secretName"], redis["secretKey"])
    if oidc:
        references["OIDC_SECRET"] = (oidc["name"], oidc["secretKey"])
    if clickhouse:
        references["WF_CLICKHOUSE_PASS"] = (clickhouse["name"], clickhouse["passwordKey"])
    return {
        name: {"valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}
        for name, (secret, key) in references.items()
    }
