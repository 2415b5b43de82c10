"""The real chart operator-wandb, rendered with our values, has the recorded objects.

WANDB_CHARTS names the folder `charts` of a copy of https://github.com/wandb/helm-charts with the recorded version.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deployments import CLOUDS
from tests.operator_chart import CHART_VERSION, chart_values, recorded, summary
from tests.terraform_runner import Terraform, missing_tool, why_no_provider

CHARTS = "WANDB_CHARTS"
CONFIGURATION = {
    "terraform": {"required_providers": {"helm": {"source": "hashicorp/helm"}}},
    "data": {
        "helm_template": {
            "wandb": {
                "name": "wandb",
                "namespace": "wandb",
                "chart": "${path.module}/chart",
                "values": ['${file("${path.module}/values.yaml")}'],
                # The oldest version that W&B supports.
                "kube_version": "1.34.0",
            }
        }
    },
    "output": {"manifest": {"value": "${data.helm_template.wandb.manifest}"}},
}


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """The chart with those of its dependencies that the folder has."""
    source = os.environ.get(CHARTS)
    if not source:
        pytest.skip(f"{CHARTS} is not set: it names the folder `charts` of a copy of wandb/helm-charts")
    reason = missing_tool("terraform") or why_no_provider(tmp_path, "hashicorp/helm")
    if reason:
        pytest.skip(reason)
    chart = tmp_path / "chart"
    shutil.copytree(Path(source) / "operator-wandb", chart)
    shutil.copytree(Path(source) / "wandb-base", chart / "charts" / "wandb-base")
    for file in (chart / "Chart.yaml", chart / "charts" / "prometheus" / "Chart.yaml"):
        found = yaml.safe_load(file.read_text())
        # The others would be downloaded. All are off.
        local = [each for each in found["dependencies"] if each["repository"].startswith("file:")]
        file.write_text(yaml.safe_dump({**found, "dependencies": local}))
        (file.parent / "Chart.lock").unlink(missing_ok=True)
    return chart


@pytest.mark.parametrize("cloud", CLOUDS)
def test_real_chart_has_the_recorded_objects(cloud: str, chart: Path) -> None:
    assert yaml.safe_load((chart / "Chart.yaml").read_text())["version"] == CHART_VERSION
    folder = chart.parent
    (folder / "values.yaml").write_text(json.dumps(chart_values(cloud)))
    (folder / "main.tf.json").write_text(json.dumps(CONFIGURATION))
    terraform = Terraform(folder, log=folder / "terraform.log")
    terraform.init()
    terraform.apply()

    manifest = json.loads(terraform.show())["values"]["outputs"]["manifest"]["value"]
    objects: list[dict[str, Any]] = [each for each in yaml.safe_load_all(manifest) if each]
    assert summary(objects) == recorded(cloud)
