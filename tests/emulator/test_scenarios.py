"""Every scenario on both clouds, with both stacks: apply, plan again, change, refuse a destroy, destroy."""

from collections.abc import Mapping

import pytest

from tests.canaries import find_secrets
from tests.deployments import CANARY, CLOUDS, scenarios_of
from tests.emulator.aws.prerequisites import PREREQUISITES, existing_bucket_settings
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.refusals import prevented, refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition
from tests.emulator.table import application_row, infrastructure_row, row_on_page, write_row

ANOTHER_LICENSE = "canary-license-another-5f3a9c"
CHANGED = {"wandb_version": "0.84.1", "wandb_secrets_version": 7, "deletion_protection": False}
# Whichever the deployment file chooses: the pods of the single container, or the operator's custom resource.
CONTAINER, OPERATOR = "kubernetes_deployment_v1.server_workload_deployment", "helm_release.server_resource_release"
# What a new version and a new license also change in the application.
SECRET_AND_VERSION = {"kubernetes_secret_v1.server_secret_secret", "output.wandb_version"}
# With other secret inputs, their secrets and pods too: `wandb_secrets_version` stands for all of them.
WITH_OTHER_SECRETS = {
    "kubernetes_secret_v1.registry_secret": {"kubernetes_secret_v1.registry_secret"},
    "kubernetes_secret_v1.autoscaler_proxy_secret": {
        "kubernetes_secret_v1.autoscaler_proxy_secret",
        "kubernetes_deployment_v1.autoscaler_workload_deployment",
    },
}
# What Helm does not delete with cert-manager (https://cert-manager.io/docs/installation/helm/#uninstalling), and with
# the operator: custom resource definitions.
DEFINITIONS = "kubernetes/customresourcedefinitions.apiextensions.k8s.io"
OF_CERT_MANAGER, OF_THE_OPERATOR = "clusterissuers.cert-manager.io", "weightsandbiases.apps.wandb.com"
LEFT_ON_PAGE = {
    (False, False): "",
    (True, False): "the namespace and CRDs of cert-manager",
    (False, True): "the CRD of the operator",
    (True, True): "the namespace and CRDs of cert-manager, the CRD of the operator",
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Apply both stacks with protection, plan and synthesize again, change, destroy the application, then the rest."""
    prepare = PREREQUISITES.get(deployment.name) if deployment.cloud == "aws" else None
    values = {**values, **(prepare(deployment) if prepare else {}), "deletion_protection": True}
    before = deployment.emulator.remaining()
    deployment.start(values)
    yield "apply", deployment.managed()
    if (deployment.cloud, deployment.name) == ("aws", "existing-bucket"):
        yield "existing bucket", (values, existing_bucket_settings(deployment, values))
    yield "second plan", deployment.terraform.plan(f"-out={deployment.saved_plan}")
    if deployment.has_application:
        deployment.start_application()
        yield "application: apply", deployment.managed_by_application()
        yield "application: second plan", deployment.application.plan()
    first = deployment.synthesized()
    deployment.configure(values)
    yield "syntheses", (first, deployment.synthesized())
    yield "refuse", refusal_of(deployment.terraform.destroy, NOTHING_NEW)

    license_input = "wandb_license" if "wandb_license" in values else "license"
    changed = {**values, **CHANGED, license_input: ANOTHER_LICENSE}
    yield "change", deployment.change(changed, NOTHING_NEW)
    yield "plan after change", deployment.terraform.plan()
    if deployment.has_application:
        yield "application: change", deployment.apply_changes(deployment.application, NOTHING_NEW)
        yield "application: plan after change", deployment.application.plan(f"-out={deployment.saved_plan}-app")
        deployment.application.destroy(NOTHING_NEW)
        yield "application: destroy", deployment.managed_by_application()
        yield "application: left", deployment.objects()
    yield "leaks", find_secrets(deployment.folder, [CANARY, ANOTHER_LICENSE])
    deployment.terraform.destroy(NOTHING_NEW)
    yield "destroy", deployment.managed()
    yield "left", (before, deployment.emulator.remaining())


STORIES: Mapping[str, StoryDefinition] = {
    f"{cloud}-{scenario}": (cloud, scenario, life_of) for cloud in CLOUDS for scenario in scenarios_of(cloud)
}
each_scenario = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.story(name)) for name in STORIES])


@each_scenario
def test_scenario_applies(name: str, story: Story) -> None:
    assert len(story["apply"]) > 50


@each_scenario
def test_second_plan_is_empty(name: str, story: Story) -> None:
    assert story["second plan"] == {}


@each_scenario
def test_second_synthesis_is_byte_equal(name: str, story: Story) -> None:
    first, second = story["syntheses"]

    assert set(first) == {name, f"{name}-app"}
    assert second == first


@each_scenario
def test_destroy_while_protected_is_refused(name: str, story: Story) -> None:
    assert prevented(story["refuse"])


@each_scenario
def test_lifting_protection_replaces_nothing(name: str, story: Story) -> None:
    # On Azure the locks go.
    removed = {address for address, action in story["change"].items() if action != "update"}

    assert story["change"]
    assert {address.partition(".")[0] for address in removed} <= {"azurerm_management_lock"}
    assert story["plan after change"] == {}


@pytest.mark.application
@each_scenario
def test_application_applies(name: str, story: Story) -> None:
    assert len({CONTAINER, OPERATOR} & set(story["application: apply"])) == 1


@pytest.mark.application
@each_scenario
def test_second_plan_of_application_is_empty(name: str, story: Story) -> None:
    assert story["application: second plan"] == {}


@pytest.mark.application
@each_scenario
def test_new_version_and_license_change_pods_and_secret(name: str, story: Story) -> None:
    applied = story["application: apply"]
    others = [changed for secret, changed in WITH_OTHER_SECRETS.items() if secret in applied]
    server = {CONTAINER, OPERATOR} & set(applied)

    assert story["application: change"] == dict.fromkeys(server.union(SECRET_AND_VERSION, *others), "update")
    assert story["application: plan after change"] == {}


@pytest.mark.application
@each_scenario
def test_destroyed_application_leaves_only_what_helm_keeps(name: str, story: Story) -> None:
    applied = story["application: apply"]
    definitions = {
        OF_CERT_MANAGER: "helm_release.cert_manager_release" in applied,
        OF_THE_OPERATOR: OPERATOR in applied,
    }
    expected = {DEFINITIONS: sorted(name for name, installed in definitions.items() if installed)}
    if definitions[OF_CERT_MANAGER]:
        expected["kubernetes/namespaces"] = ["cert-manager"]

    assert story["application: destroy"] == []
    assert story["application: left"] == {kind: names for kind, names in expected.items() if names}


@each_scenario
def test_no_license_is_in_configuration_plan_state_or_log(name: str, story: Story) -> None:
    searched, leaks = story["leaks"]

    assert {f"terraform.{name}.tfstate", "changes.tfplan"} <= set(searched)
    assert leaks == []


@each_scenario
def test_destroy_leaves_what_was_there_before(name: str, story: Story) -> None:
    before, after = story["left"]

    assert story["destroy"] == []
    assert after == before
    assert bool(before) == (story.cloud == "aws" and story.scenario in PREREQUISITES)


@each_scenario
def test_page_has_the_row_of_the_infrastructure(name: str, story: Story) -> None:
    before, after = story["left"]
    row = infrastructure_row(
        apply=story["apply"],
        second_plan=story["second plan"],
        change=story["change"],
        kept=len(prevented(story["refuse"])),
        left="" if after == before else "resources",
    )
    write_row(story.cloud, story.scenario, "infrastructure", row)

    assert row_on_page(story.cloud, story.scenario, "infrastructure") == row


@pytest.mark.application
@each_scenario
def test_page_has_the_row_of_the_application(name: str, story: Story) -> None:
    definitions = story["application: left"].get(DEFINITIONS, [])
    row = application_row(
        apply=story["application: apply"],
        second_plan=story["application: second plan"],
        change=story["application: change"],
        left=LEFT_ON_PAGE[OF_CERT_MANAGER in definitions, OF_THE_OPERATOR in definitions],
    )
    write_row(story.cloud, story.scenario, "application", row)

    assert row_on_page(story.cloud, story.scenario, "application") == row


@pytest.mark.story("aws-existing-bucket")
def test_existing_bucket_sends_events_to_the_existing_queue(story: Story) -> None:
    values, found = story["existing bucket"]

    [to] = found["notifications"]
    assert to["QueueArn"].endswith(f":{values['bucket_queue_name']}")
    assert found["origins"] == ["https://wandb-bucket.wandb.ml"]
    assert values["bucket_name"] in found["queue policy"]
