"""Options of the application stack, all switched on and off again on a running deployment of either cloud."""

from collections.abc import Mapping
from typing import Any

from tests.certificates import ONE
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story

ALL_ON: Mapping[str, Any] = {
    "wandb_replicas": 2,
    "wandb_update_strategy": "RollingUpdate",
    "resource_requests": {"cpu": "1501m", "memory": "3G"},
    "node_selector": {"example.com/pool": "wandb"},
    "tolerations": [{"key": "dedicated", "operator": "Equal", "value": "wandb", "effect": "NoSchedule"}],
    "image_pull_secrets": ["own-registry"],
    "image_registry_config": '{"auths": {"registry.example.com": {"auth": "canary-5f3a9c-registry"}}}',
    "custom_ca_certs": [ONE],
    "https_proxy": "http://proxy.example.com:3128",
    "no_proxy": [".example.com"],
    "proxy_username": "wandb",
    "proxy_password": "canary-5f3a9c-proxy",
    "service_account_annotations": {"example.com/owner": "platform"},
    "service_account_labels": {"owner": "platform"},
    "deployment_pod_labels": {"owner": "platform"},
    "other_wandb_env": {"EXAMPLE": "on"},
    "other_wandb_secrets": {"EXAMPLE_SECRET": "canary-5f3a9c-example"},
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "wandb",
    "oidc_secret": "canary-5f3a9c-oidc",
    "use_external_redis": True,
    "external_redis_host": "redis.example.com",
    "external_redis_password": "canary-5f3a9c-redis",
    "weave_enabled": True,
    "weave_storage_size": "50Gi",
    "weave_storage_class": "weave",
    "weave_storage_provisioner": "csi.example.com",
    "parquet_enabled": True,
}


def switch(deployment: Deployed, values: Values) -> Steps:
    """Switches all options on and off again; an empty plan is expected after each."""
    before = deployment.managed_by_application()
    yield "outputs on", deployment.change({**values, **ALL_ON}, NOTHING_NEW)
    yield "options on", deployment.apply_changes(deployment.application)
    yield "plan with options", deployment.application.plan()
    yield "outputs off", deployment.change(values, NOTHING_NEW)
    yield "options off", deployment.apply_changes(deployment.application)
    yield "plan without options", deployment.application.plan()
    yield "addresses", (before, deployment.managed_by_application())


def check(story: Story) -> None:
    """Options change, create and delete resources, and replace none; the plan after each switch is empty."""
    on, off = story["options on"], story["options off"]
    created = {address for address, action in on.items() if action == "create"}

    assert {"kubernetes_deployment_v1.server_weave_workload_deployment", "kubernetes_secret_v1.registry_secret"} <= (
        created
    )
    assert set(on.values()) == {"create", "update"}
    assert off == {address: "delete" if address in created else "update" for address in on}
    assert (story["plan with options"], story["plan without options"]) == ({}, {})
    before, after = story["addresses"]
    assert sorted(after) == sorted(before)
    # The infrastructure only passes on more, such as its ranges to the proxy.
    assert {address.partition(".")[0] for address in {**story["outputs on"], **story["outputs off"]}} <= {"output"}
