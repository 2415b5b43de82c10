"""W&B by the vendor's operator: what the custom resource asks for, and what belongs to it."""

from dataclasses import replace

import pytest
from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.environment import OidcConfig
from constructs_lib.kubernetes.operator_components import merged
from constructs_lib.kubernetes.operator_sources import OperatorSources
from constructs_lib.kubernetes.operator_values import ComponentOptions
from constructs_lib.kubernetes.pods import PodPlacement, Toleration
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.platform_outputs import INTERNAL_QUEUE, Ingress, TlsSecret
from tests.certificates import ONE
from tests.unit.kubernetes.helm_values import values_of
from tests.unit.kubernetes.operator_case import (
    ACCOUNT,
    IMAGES,
    OPERATOR,
    RESOURCE,
    SECRET,
    TRACES,
    chart_values,
    manifest,
    operator,
)
from tests.unit.kubernetes.server_case import PLATFORM, with_secrets
from tests.unit.synth import only, resources


def test_resource_names_chart_and_every_image_version(stack: TerraformStack) -> None:
    operator(stack)

    found = manifest(stack)
    assert (found["apiVersion"], found["kind"]) == ("apps.wandb.com/v1", "WeightsAndBiases")
    # The chart's release has the name of the resource, so the release that carries the resource has another.
    assert found["metadata"]["name"] == "wandb" != resources(stack, "helm_release")[RESOURCE]["name"]
    assert found["spec"]["chart"] == {"url": "https://charts.wandb.ai", "name": "operator-wandb", "version": "0.43.8"}
    images = {name: found["spec"]["values"][name]["image"] for name in IMAGES}
    assert images == {
        name: {"repository": image, "tag": "2.19.0" if name == "console" else "0.48.1"}
        for name, image in IMAGES.items()
    }


@pytest.mark.parametrize(("changes", "key"), [(False, "bucket"), (True, "defaultBucket")])
def test_bucket_is_fixed_unless_it_may_change(changes: bool, key: str, stack: TerraformStack) -> None:
    operator(stack, allow_bucket_change=changes)

    shared = chart_values(stack)["global"]
    assert {"bucket", "defaultBucket"} & set(shared) == {key}
    assert shared[key]["name"]


def test_sessions_have_the_given_length(stack: TerraformStack) -> None:
    oidc = OidcConfig(oidc_issuer="https://login.example.com", oidc_client_id="wandb")
    operator(stack, session_length_hours=24, oidc=oidc)

    login = chart_values(stack)["global"]["auth"]
    assert (login["sessionLengthHours"], login["oidc"]["clientId"]) == (24, "wandb")


def test_tasks_are_queued_and_taken(stack: TerraformStack) -> None:
    operator(stack)

    values = chart_values(stack)
    assert values["global"]["executor"] == values["global"]["api"] == values["global"]["glue"] == {"enabled": True}
    assert values["executor"]["install"] is True


def test_all_components_have_the_trusted_service_account(stack: TerraformStack) -> None:
    operator(stack)

    account = only(stack, "kubernetes_service_account_v1")
    assert account["metadata"]["name"] == "tracker"
    assert account["metadata"]["annotations"] == {"example.com/role": "reader"}
    # The app keeps its signing key in a Kubernetes secret, the console reads the state of pods.
    assert account["automount_service_account_token"] is True
    values = chart_values(stack)
    assert all(values[name]["serviceAccount"] == {"create": False, "name": ACCOUNT} for name in IMAGES)
    assert values["global"]["pod"]["labels"] == {"example.com/use": "true"}


def test_platform_and_variables_reach_every_container(stack: TerraformStack) -> None:
    options = {"weave": ComponentOptions(variables={"ONLY": "weave"}, cache_size="30Gi")}
    operator(stack, variables={"TEXT": 'a "quote", C:\\d, %{x} and {{ y }}'}, components=options)

    values = chart_values(stack)
    assert values["global"]["host"] == "https://wandb.example.com"
    assert values["global"]["bucket"] == {"provider": "s3", "name": "features", "path": "team"}
    assert values["app"]["env"] == {"BUCKET_QUEUE": "sqs://features-events"}
    # The chart reads variables as templates, in quotes.
    assert values["global"]["extraEnv"] == {
        "CLOUD_REGION": "north",
        "TEXT": 'a "quote", C:\\d, %%{x} and {{ `{{` }} y }}',
    }
    assert (values["weave"]["extraEnv"], values["weave"]["cache"]) == ({"ONLY": "weave"}, {"size": "30Gi"})


def test_internal_queue_is_the_charts_own(stack: TerraformStack) -> None:
    operator(stack, replace(PLATFORM, queue_url=INTERNAL_QUEUE))

    assert "env" not in chart_values(stack)["app"]


def test_node_ports_come_with_the_complete_list_of_ports(stack: TerraformStack) -> None:
    ports = {"app": 32543, "api": 32544, "console": 32545, "weave-trace": 32546}
    platform = replace(PLATFORM, component_node_ports=ports, oidc_issuer="https://issuer.example.com")
    operator(stack, platform, weave_trace=TRACES)

    values = chart_values(stack)
    # As rendered from the chart 0.43.8; Helm replaces lists.
    found = {
        name: [
            (port["port"], port.get("targetPort"), port.get("nodePort")) for port in values[name]["service"]["ports"]
        ]
        for name in ports
    }
    assert found == {
        "app": [(8080, None, 32543), (8181, None, None), (8082, None, None), (8083, None, None)],
        "api": [(8081, "api", 32544)],
        "console": [(8082, None, 32545)],
        "weave-trace": [(8722, 8080, 32546)],
    }
    assert {values[name]["service"]["type"] for name in ports} == {"NodePort"}
    assert values["ingress"] == {"install": False, "create": False}


def test_ingress_has_the_class_certificate_and_hosts_of_the_platform(stack: TerraformStack) -> None:
    ingress = Ingress("gateway", ["wandb.example.com", "second.example.com"], {"a/b": "c"}, TlsSecret("tls", "acme"))
    operator(stack, replace(PLATFORM, ingress=ingress))

    assert chart_values(stack)["ingress"] == {
        "install": True,
        "create": True,
        "class": "gateway",
        "additionalHosts": ["second.example.com"],
        "annotations": {"a/b": "c", "cert-manager.io/cluster-issuer": "acme"},
        "tls": [{"secretName": "tls", "hosts": ["wandb.example.com", "second.example.com"]}],
    }


def test_release_channel_leaves_chart_and_images_to_the_vendor(stack: TerraformStack) -> None:
    operator(stack, release_channel=True)

    spec = manifest(stack)["spec"]
    assert "chart" not in spec
    assert all("tag" not in spec["values"][name]["image"] for name in IMAGES)
    assert values_of(stack, OPERATOR)["airgapped"] is False
    assert values_of(stack, OPERATOR)["image"]["tag"] == "1.22.0"


def test_charts_and_images_come_from_your_own_registry(stack: TerraformStack) -> None:
    sources = OperatorSources("oci://registry.example.com/charts", "login", "registry.example.com/mirror")
    operator(stack, sources=sources, placement=PodPlacement(image_pull_secrets=["pull"]))

    spec = manifest(stack)["spec"]
    assert spec["chart"] == {
        "url": "oci://registry.example.com/charts/operator-wandb",
        "version": "0.43.8",
        "credentialSecret": {"name": "login"},
    }
    assert spec["values"]["global"]["repositoryPrefix"] == "registry.example.com/mirror"
    assert spec["values"]["global"]["imagePullSecrets"] == ["pull"]
    values = values_of(stack, OPERATOR)
    assert values["image"]["repository"] == "registry.example.com/mirror/wandb/controller"
    assert values["image"]["pullSecrets"] == ["pull"]
    assert resources(stack, "helm_release")[OPERATOR]["repository"] == "oci://registry.example.com/charts"


def test_single_images_can_be_replaced(stack: TerraformStack) -> None:
    operator(stack, sources=OperatorSources(images={"app": "registry.example.com/local"}))

    assert chart_values(stack)["app"]["image"]["repository"] == "registry.example.com/local"


def test_pods_and_controller_share_placement_proxy_and_authorities(stack: TerraformStack) -> None:
    placement = PodPlacement({"pool": "a"}, [Toleration("dedicated", value="wandb", effect="NoExecute", seconds=60)])
    proxy = Proxy("http://p:1", "http://p:2", [".example.org"], "user", EphemeralReference("var.proxy"))
    operator(stack, placement=placement, proxy=proxy, custom_ca_certs=[ONE])

    shared, values = chart_values(stack)["global"], values_of(stack, OPERATOR)
    tolerations = [
        {
            "key": "dedicated",
            "operator": "Equal",
            "value": "wandb",
            "effect": "NoExecute",
            "tolerationSeconds": 60,
        }
    ]
    assert shared["nodeSelector"] == values["nodeSelector"] == {"pool": "a"}
    assert shared["tolerations"] == values["tolerations"] == tolerations
    authorities = "${kubernetes_config_map_v1.server_authorities_config_map.metadata[0].name}"
    assert shared["caCertsConfigMap"] == values["caCertsConfigMap"] == authorities
    # The chart itself has a config map wandb-ca-certs.
    assert only(stack, "kubernetes_config_map_v1")["metadata"]["name"] == "wandb-custom-ca-certs"
    assert all(name.endswith(".crt") for name in only(stack, "kubernetes_config_map_v1")["data"])
    address = {"valueFrom": {"secretKeyRef": {"name": SECRET, "key": "HTTPS_PROXY"}}}
    assert shared["extraEnv"]["HTTPS_PROXY"] == address
    assert {"name": "HTTPS_PROXY", **address} in values["extraEnv"]
    bypassed = shared["extraEnv"]["NO_PROXY"].split(",")
    assert {"wandb-app", "wandb-api", "wandb-parquet", "wandb-weave", ".example.org"} <= set(bypassed)
    assert "checksum/custom-ca-certs" in shared["pod"]["annotations"]
    assert "checksum/custom-ca-certs" in values["podAnnotations"]


def test_platform_without_redis_gets_the_charts(stack: TerraformStack) -> None:
    operator(stack, replace(PLATFORM, redis=None), secrets=with_secrets(redis_password=EphemeralReference("var.redis")))

    values = chart_values(stack)
    assert "REDIS_PASSWORD" not in only(stack, "kubernetes_secret_v1")["data_wo"]
    assert values["redis"] == {"install": True}
    assert "redis" not in values["global"]


def test_weave_trace_has_clickhouse_and_is_trusted_by_the_api(stack: TerraformStack) -> None:
    operator(stack, replace(PLATFORM, oidc_issuer="https://issuer.example.com"), weave_trace=TRACES)

    values = chart_values(stack)
    assert values["weave-trace"]["install"] is True
    assert values["weave-trace"]["image"] == {"repository": "wandb/weave-trace", "tag": "0.48.1"}
    assert values["global"]["weave-trace"] == {"enabled": True}
    assert values["global"]["clickhouse"] == {
        "host": "clickhouse.example.com",
        "port": 8443,
        "user": "default",
        "database": "weave_trace_db",
        "replicated": False,
        "passwordSecret": {"name": SECRET, "passwordKey": "CLICKHOUSE_PASSWORD"},
    }
    assert only(stack, "kubernetes_secret_v1")["data_wo"]["CLICKHOUSE_PASSWORD"] == "${var.clickhouse}"
    # Instead of the chart's map, which lets everyone read the cluster's OpenID configuration.
    trusted = values["global"]["extraEnv"]["GORILLA_INTERNAL_JWT_SUBJECTS_TO_ISSUERS"]
    assert trusted == '{"system:serviceaccount:features:tracker": "https://issuer.example.com"}'
    assert values["app"]["internalJWTMap"] == []


def test_weave_trace_without_an_issuer_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ValueError, match="oidc_issuer must be set with weave_trace"):
        operator(stack, weave_trace=TRACES)


def test_component_options_replace_those_of_the_size(stack: TerraformStack) -> None:
    options = ComponentOptions({}, {"cpu": "3"}, {"memory": "9Gi"}, replicas=2, strategy="Recreate")
    operator(stack, size="large", components={"app": options})

    values = chart_values(stack)
    assert values["global"]["size"] == "large"
    assert values["app"]["resources"] == {"requests": {"cpu": "3"}, "limits": {"memory": "9Gi"}}
    assert (values["app"]["replicaCount"], values["app"]["strategy"]) == (2, {"type": "Recreate"})
    assert "resources" not in values["api"] and "strategy" not in values["api"]


def test_protected_component_keeps_its_node_from_being_scaled_down(stack: TerraformStack) -> None:
    operator(stack, components={"app": ComponentOptions(scale_down_protection=True)})

    values = chart_values(stack)
    assert values["app"]["podAnnotations"] == {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"}
    assert "podAnnotations" not in values["api"]


def test_values_of_the_platform_are_added(stack: TerraformStack) -> None:
    operator(
        stack, replace(PLATFORM, operator_values={"global": {"cloudProvider": "aws"}, "console": {"env": {"A": "b"}}})
    )

    values = chart_values(stack)
    assert values["global"]["cloudProvider"] == "aws" and values["global"]["host"]
    assert values["console"]["env"] == {"A": "b"} and values["console"]["image"]


def test_merging_keeps_both_and_prefers_the_others() -> None:
    assert merged({"a": {"b": 1, "c": [1]}, "d": 2}, {"a": {"c": [2], "e": 3}, "d": {"f": 4}}) == {
        "a": {"b": 1, "c": [2], "e": 3},
        "d": {"f": 4},
    }
