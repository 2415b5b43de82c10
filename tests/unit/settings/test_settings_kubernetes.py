"""The inputs of the official Kubernetes module, which both clouds' deployments have."""

from __future__ import annotations

import json
import re

import pytest

from constructs_lib.settings.clouds import model_of
from constructs_lib.settings.fields.declaration import KUBERNETES, generations_of
from constructs_lib.settings.kubernetes import pod_environment
from tests.unit.settings.settings_cases import CLOUDS, HERE, messages_of

CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIUeUdRzhl5bxW8osEdSBdtzW58PM8wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNjIzNTkwNloYDzIxMjYxMTAyMjM1OTA2
WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARfcKnP
tRKZGlVRmlA85hXZ14RvFiyUiAQvKfqzrcqDhcKjNqH63+XBVcBd3nRkpjXauthl
uaJ4cApjrpkLDtW8o1MwUTAdBgNVHQ4EFgQUL1/q/e+flw2gUt7hPYHh+Iv65wow
HwYDVR0jBBgwFoAUL1/q/e+flw2gUt7hPYHh+Iv65wowDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNHADBEAiAUUl+HlvvET5aGe+WZyFRHz7Vp20DSYIFZmFgk
EWva5AIgPCwM18MjbTPuAxsylh4CwfEQJn7vGvnDJXwg7DDck9E=
-----END CERTIFICATE-----
"""
OFFICIAL: list[str] = json.loads((HERE / "official_inputs_kubernetes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_kubernetes_module_inputs_are_complete(cloud: str) -> None:
    model = model_of(cloud)
    known = {**model.model_fields, **{refusal.name: refusal for refusal in model.refusals}}
    claimed = [name for name, item in known.items() if KUBERNETES in generations_of(item, model.generations)]
    assert sorted(claimed) == OFFICIAL


@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_input_is_both_accepted_and_refused(cloud: str) -> None:
    model = model_of(cloud)
    assert [refusal.name for refusal in model.refusals if refusal.name in model.model_fields] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_other_names_refer_to_inputs(cloud: str) -> None:
    model = model_of(cloud)
    known = {*model.model_fields, *(refusal.name for refusal in model.refusals)}
    assert set(model.other_names.values()) <= set(model.model_fields)
    assert known.intersection(model.other_names) == set()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_certificates_larger_than_a_config_map_are_refused(cloud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # https://kubernetes.io/docs/concepts/configuration/configmap/ says 1 MiB. A heredoc of that size is not read.
    assert pod_environment.CONFIG_MAP_BYTES == 1024 * 1024
    monkeypatch.setattr(pod_environment, "CONFIG_MAP_BYTES", len(CERTIFICATE))
    one, two = f"<<EOT\n{CERTIFICATE}EOT\n", f"<<EOT\n{CERTIFICATE * 2}EOT\n"
    assert messages_of(f"custom_ca_certs = [{one}]", cloud) == []
    [messages] = messages_of(f"custom_ca_certs = [{two}]", cloud)
    assert re.match(rf"custom_ca_certs: has \d+ bytes; Kubernetes accepts {len(CERTIFICATE)}", messages)
