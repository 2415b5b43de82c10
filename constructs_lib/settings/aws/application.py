"""Application stack on AWS."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import KUBERNETES, V8, setting
from ..fields.types import OptionalText, Whole, when_given, whole_between
from ..kubernetes.types import Image, tag

# https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
NODE_PORTS = (30_000, 32_767)
# The operator's components with a node port each; the first has service_port, the others the ports after it.
COMPONENTS = ("app", "api", "console")


class ApplicationSettings(SettingsModel):
    """The server's node port and the cluster autoscaler."""

    service_port: Annotated[Whole, AfterValidator(whole_between(*NODE_PORTS))] = setting(
        32_543,
        since=(KUBERNETES,),
        changes="The node port of the server's service. With the operator, the API, the console and Weave's traces "
        "have the next three ports.",
        note="The load balancer's target group uses the same port.",
    )

    cluster_autoscaler_image_repository: Image = setting(
        "registry.k8s.io/autoscaling/cluster-autoscaler",
        since=(V8,),
        changes="The image of the cluster autoscaler, which adds and removes nodes.",
    )
    cluster_autoscaler_image_tag: Annotated[OptionalText, AfterValidator(when_given(tag))] = setting(
        None,
        since=(V8,),
        changes="The tag of that image.",
        when_omitted="the release for eks_cluster_version",
    )
