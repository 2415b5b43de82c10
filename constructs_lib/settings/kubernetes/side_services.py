"""Weave and Parquet."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, KUBERNETES, OURS, V8, setting
from ..fields.types import Flag, OptionalText, Whole, text_matching, when_given, whole_between
from .server import REPLICAS_MAX
from .types import AdditionalEnvironment, Amounts, quantity

# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (DNS subdomain)
_class_name = text_matching(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", 'the name of a storage class, such as "gp3"')


class SideServiceSettings(SettingsModel):
    """Inputs of Weave and Parquet, which run the server's image with one service each."""

    weave_enabled: Flag = setting(
        False,
        since=(KUBERNETES,),
        changes="Whether to run Weave in addition to the server.",
        note="Does not affect Parquet.",
    )
    weave_wandb_env: AdditionalEnvironment = setting(
        {},
        since=(V8, HEAD),
        changes="Additional environment variables of the Weave container.",
    )
    weave_resource_requests: Amounts = setting(
        {"cpu": "1000m", "memory": "12G"}, since=(KUBERNETES,), changes="The resource requests of the Weave pod."
    )
    weave_resource_limits: Amounts = setting({}, since=(KUBERNETES,), changes="The resource limits of the Weave pod.")
    weave_replicas: Annotated[Whole, AfterValidator(whole_between(1, REPLICAS_MAX))] = setting(
        1,
        since=(OURS,),
        changes="The number of Weave pods, with the single container; two or more are spread over zones and nodes. "
        "With a volume for the cache: 1.",
    )
    weave_storage_size: Annotated[OptionalText, AfterValidator(when_given(quantity))] = setting(
        None,
        since=(KUBERNETES,),
        changes="The size of a volume for Weave's cache. A larger size grows the volume in place, if its storage class "
        "allows it; a smaller size replaces it, and the cache starts empty.",
        when_omitted="the cache is lost with the pod",
    )
    weave_storage_class: Annotated[OptionalText, AfterValidator(when_given(_class_name))] = setting(
        None,
        since=(KUBERNETES,),
        changes="The storage class of that volume. A change replaces the volume.",
        when_omitted='`"standard"`, created with the provisioner of the cloud\'s disks',
        note='If you created a class "standard" yourself, write its name: a second one cannot be created.',
    )
    weave_storage_provisioner: OptionalText = setting(
        None,
        since=(KUBERNETES,),
        changes="The provisioner of that class. If it is set, the class is created.",
        when_omitted="a class that `weave_storage_class` names must exist",
    )
    weave_storage_type: OptionalText = setting(
        None,
        since=(KUBERNETES,),
        changes="The type parameter of the class that is created. A change replaces the class and the volume.",
    )
    weave_enable_datadog: Flag = setting(False, since=(KUBERNETES,), changes="Whether Weave sends traces to Datadog.")
    weave_dd_profiling_enabled: Flag = setting(
        False, since=(KUBERNETES,), changes="Whether Weave sends profiles to Datadog."
    )
    dd_env: OptionalText = setting(None, since=(KUBERNETES,), changes="The name of this environment in Datadog.")
    parquet_enabled: Flag = setting(
        False,
        since=(KUBERNETES,),
        changes="Whether to run Parquet in addition to the server.",
        note="Also sets the server's PARQUET_ENABLED, which follows weave_enabled in the official module.",
    )
    parquet_wandb_env: AdditionalEnvironment = setting(
        {},
        since=(V8, HEAD),
        changes="Additional environment variables of the Parquet container.",
    )
    parquet_resource_requests: Amounts = setting(
        {"cpu": "1000m", "memory": "2G"}, since=(KUBERNETES,), changes="The resource requests of the Parquet pod."
    )
    parquet_resource_limits: Amounts = setting(
        {}, since=(KUBERNETES,), changes="The resource limits of the Parquet pod."
    )
    parquet_replicas: Annotated[Whole, AfterValidator(whole_between(1, REPLICAS_MAX))] = setting(
        1,
        since=(OURS,),
        changes="The number of Parquet pods, with the single container; two or more are spread over zones and nodes.",
    )
