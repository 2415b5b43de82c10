"""Stands in for W&B's chart operator-wandb: the deployments and services of the components, and the ingress.

Names, labels, ports and counts of pods are those of the chart 0.43.8 at size small
(https://github.com/wandb/helm-charts/tree/main/charts/operator-wandb).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from emulator.kubernetes.objects import Object

Values = Mapping[str, Any]
# Helm gives this label to all that it installs.
MANAGED = {"app.kubernetes.io/managed-by": "Helm"}


@dataclass(frozen=True)
class _Component:
    """What the chart has for a component: `ports` of each service that it has, by the end of the service's name.

    Its horizontal autoscaler keeps at least `replicas` pods.
    """

    suffix: str = "-bc"
    ports: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    replicas: int = 1
    init: str | None = None
    others: Sequence[str] = ()
    paths: Sequence[str] = ()


def _port(name: str, port: int, target: int | str | None = None) -> Mapping[str, Any]:
    return {"name": name, "port": port, "protocol": "TCP", **({} if target is None else {"targetPort": target})}


_COMPONENTS: Mapping[str, _Component] = {
    "app": _Component(
        ports={"": [_port("app", 8080), _port("prometheus", 8181), _port("anaconda", 8082), _port("local", 8083)]},
        init="init-db",
        paths=("/",),
    ),
    "api": _Component(
        "",
        {"": [_port("http", 8081, "api")]},
        replicas=2,
        init="migrate-db",
        paths=("/api", "/graphql", "/graphql2"),
    ),
    "console": _Component(ports={"": [_port("console", 8082)]}, paths=("/console",)),
    "executor": _Component(),
    "glue": _Component(""),
    "parquet": _Component(ports={"": [_port("parquet", 8087)], "-grpc": [_port("grpc", 8088)]}, replicas=2),
    "weave": _Component(ports={"": [_port("weave", 9994)]}, replicas=2, others=("weave-cache-clear",)),
    "weave-trace": _Component(ports={"": [_port("http", 8722, 8080)]}, replicas=2, paths=("/traces",)),
}


def objects_of(release: str, values: Values) -> Mapping[str, Mapping[str, Object]]:
    """What the chart installs with these values, by resource and name: each with its spec, and its own metadata."""
    deployments, services = dict[str, Object](), dict[str, Object]()
    for key, component in _COMPONENTS.items():
        own = values.get(key)
        if own is None:
            continue
        name, selector = f"{release}-{key}", {"app.kubernetes.io/instance": release, "app.kubernetes.io/name": key}
        labels = {**selector, "app.kubernetes.io/version": str(own["image"].get("tag", "latest"))}
        spec = {
            "replicas": max(own.get("replicaCount", 1), component.replicas),
            "selector": {"matchLabels": selector},
            "template": _template(key, component, own, values["global"], labels),
            **({"strategy": own["strategy"]} if "strategy" in own else {}),
        }
        deployments[f"{name}{component.suffix}"] = {"metadata": {"labels": labels}, "spec": spec}
        for end, ports in component.ports.items():
            service = own.get("service", {}) if not end else {"clusterIP": "None"}
            spec = {"ports": list(ports), **service, "selector": selector}
            services[f"{name}{end}"] = {"metadata": {"labels": labels}, "spec": spec}
    return {
        "deployments.apps": deployments,
        "services": services,
        "ingresses.networking.k8s.io": _ingresses(release, values),
    }


def _ingresses(release: str, values: Values) -> dict[str, Object]:
    wanted = values.get("ingress", {})
    if not (wanted.get("install") and wanted.get("create")):
        return {}
    paths = [
        {
            "path": path,
            "pathType": "Prefix",
            "backend": {"service": {"name": f"{release}-{key}", "port": {"number": component.ports[""][0]["port"]}}},
        }
        for key, component in _COMPONENTS.items()
        if key in values
        for path in component.paths
    ]
    hosts = [urlsplit(values["global"]["host"]).netloc, *wanted.get("additionalHosts", [])]
    spec = {
        "ingressClassName": wanted["class"],
        "rules": [{"host": host, "http": {"paths": paths}} for host in hosts],
        **({"tls": wanted["tls"]} if wanted.get("tls") else {}),
    }
    return {release: {"metadata": {"annotations": wanted.get("annotations", {})}, "spec": spec}}


def _template(key: str, component: _Component, own: Values, shared: Values, labels: Mapping[str, str]) -> Object:
    pod, prefix = shared.get("pod", {}), shared.get("repositoryPrefix")
    image = f"{own['image']['repository']}:{own['image'].get('tag', 'latest')}"
    environment = {
        **_credentials(shared),
        **shared.get("extraEnv", {}),
        **own.get("extraEnv", {}),
        **own.get("env", {}),
    }
    container = {
        "image": f"{prefix}/{image}" if prefix else image,
        "env": [
            {"name": name, **(value if isinstance(value, Mapping) else {"value": str(value)})}
            for name, value in sorted(environment.items())
        ],
    }
    return {
        "metadata": {
            "labels": {**pod.get("labels", {}), **labels, **MANAGED},
            "annotations": pod.get("annotations", {}),
        },
        "spec": {
            "serviceAccountName": own["serviceAccount"]["name"],
            "priorityClassName": shared.get("priorityClassName"),
            "imagePullSecrets": [{"name": name} for name in shared.get("imagePullSecrets", [])],
            "nodeSelector": shared.get("nodeSelector", {}),
            "tolerations": shared.get("tolerations", []),
            **({"initContainers": [{"name": component.init, **container}]} if component.init else {}),
            "containers": [{"name": name, **container} for name in (key, *component.others)],
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
