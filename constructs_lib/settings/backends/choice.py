"""The Terraform backend of a deployment."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from constructs_lib.value_text import label, show

from ..base import INNER, SettingsModel
from ..checking import check
from ..fields.conversion import fail
from ..fields.declaration import OURS, setting
from ..fields.literals import has_template
from ..fields.suggestions import did_you_mean
from ..fields.types import TypeName
from ..rules import Findings, Rule, rule
from .base import Backend
from .local import LocalBackend

# The allowed types and their models, which are loaded when they are selected.
MODELS = {
    "local": "LocalBackend",
    "s3": "S3Backend",
    "azurerm": "AzurermBackend",
    "gcs": "GcsBackend",
    "http": "HttpBackend",
    "pg": "PgBackend",
    "cloud": "CloudBackend",
    "remote": "RemoteBackend",
}
_FILES = {"cloud": "hcp", "remote": "hcp"}
_OTHER_NAMES = {"aws": "s3", "azure": "azurerm", "gcp": "gcs", "google": "gcs", "postgres": "pg", "hcp": "cloud"}
LOCAL = LocalBackend.model_validate({})


def model_of(type_: str) -> type[Backend]:
    """The model of a backend."""
    module = import_module(f"{__package__}.{_FILES.get(type_, type_)}")
    model: type[Backend] = getattr(module, MODELS[type_])
    return model


def read_backend(value: Any) -> Backend:
    """The backend from an object of the deployment file, or every mistake in it."""
    if isinstance(value, Backend):
        return value
    if not isinstance(value, Mapping):
        fail(f"{show(value)} is not an object; write {{ type = ..., ... }}, where type is {_choices()}")
    type_ = value.get("type")
    if type_ is None:
        fail(f"requires type; write {_choices()}")
    if not isinstance(type_, str) or type_ not in MODELS:
        fail(f"type {show(type_)} is not a supported backend{_suggestion(type_)}")
    rest = {str(name): inner for name, inner in value.items() if name != "type" and inner is not None}
    # Neither the backend block nor the data source that reads another stack's state evaluates expressions.
    templates = {name for name, inner in rest.items() if has_template(inner)}
    values = {name: inner for name, inner in rest.items() if name not in templates}
    backend, found = check(model_of(type_), values, unreadable=templates)
    mistakes = [
        (label(name), "contains ${ or %{, which backends do not support; write plain text")
        for name in rest
        if name in templates
    ]
    mistakes += [(where, message) for _name, where, message in found]
    if backend is None or mistakes:
        text = "; ".join(f"{where}: {message}" for where, message in mistakes)
        raise PydanticCustomError(INNER, "{text}", {"text": text, "mistakes": mistakes})
    return backend


def write_backend(backend: Backend) -> dict[str, Any]:
    """The object that describes `backend` in a deployment file."""
    return {"type": backend.type, **backend.model_dump(mode="json", exclude_unset=True)}


def _suggestion(type_: Any) -> str:
    if isinstance(type_, str) and type_.lower() in _OTHER_NAMES:
        return f"; write {show(_OTHER_NAMES[type_.lower()])}"
    return (isinstance(type_, str) and did_you_mean(type_, MODELS)) or f"; write {_choices()}"


def _choices() -> str:
    *most, last = (show(name) for name in MODELS)
    return f"{', '.join(most)} or {last}"


def state_is_remote(example: str) -> Rule:
    """W&B's guide strongly recommends a remote backend (https://docs.wandb.ai/guides/hosting/self-managed/aws-tf).

    `example` is a backend of the deployment's cloud.
    """

    def check(settings: Any) -> Findings:
        if isinstance(settings.backend, LocalBackend):
            yield (
                "backend",
                "stores the state on this machine; W&B's documentation strongly recommends a remote backend, "
                f"such as backend = {example}",
            )

    return rule(check, "backend")


class BackendSettings(SettingsModel):
    """The Terraform backend of both stacks."""

    backend: Annotated[Backend, PlainValidator(read_backend), PlainSerializer(write_backend), TypeName("object")] = (
        setting(
            LOCAL,
            since=(OURS,),
            changes="Where Terraform stores the state, one per stack; see docs/backends.md.",
            when_omitted='`{ type = "local" }`',
        )
    )
