"""The Application Gateway Ingress Controller (AGIC): the arguments that it manages, and the roles that it needs.

AKS runs the controller as a cluster add-on. It configures the gateway from the cluster's ingresses.
"""

from collections.abc import Mapping

from constructs import Construct

from constructs_lib.azure.roles import grant
from constructs_lib.framework import Component, require_known

# Arguments that it builds from the ingresses
# (https://github.com/Azure/application-gateway-kubernetes-ingress/blob/master/pkg/appgw/configbuilder.go).
CONTROLLER_MANAGED = (
    "backend_address_pool",
    "backend_http_settings",
    "frontend_port",
    "http_listener",
    "probe",
    "redirect_configuration",
    "request_routing_rule",
    "url_path_map",
)
# It adds certificates from the cluster under names with this prefix, and does not change others
# (https://github.com/Azure/application-gateway-kubernetes-ingress/blob/master/pkg/appgw/certificates.go).
CERTIFICATES = "ssl_certificate"
CONTROLLER_CERTIFICATE_PREFIX = "cert-"
# It sets these tags on the gateway; Terraform manages the others.
CONTROLLER_TAGS = ("ingress-for-aks-cluster-id", "last-updated-by-k8s-ingress", "managed-by-k8s-ingress")

CONTRIBUTOR = "Contributor"
READER = "Reader"
NETWORK_CONTRIBUTOR = "Network Contributor"
IDENTITY_OPERATOR = "Managed Identity Operator"


def controller_managed_arguments(*, certificate_in_terraform: bool) -> list[str]:
    """The gateway arguments that the controller manages, for `ignore_changes`.

    With `certificate_in_terraform`, the ingress refers to the certificate that Terraform sets on the gateway. Otherwise
    the controller manages certificates.
    """
    tags = [f'tags["{tag}"]' for tag in CONTROLLER_TAGS]
    return [*CONTROLLER_MANAGED, *([] if certificate_in_terraform else [CERTIFICATES]), *tags]


class IngressControllerRoles(Component):
    """Lets the controller's identity `principal_id` configure the gateway `gateway_id` of a resource group.

    Azure also checks access to what the gateway refers to.

    Args:
        joined_resource_ids: The gateway's subnets and WAF policy, by construct id of the role assignment.
        gateway_identity_id: The identity with which the gateway reads its certificate; omitted: none.

    Raises:
        ValueError: `joined_resource_ids` is unknown until apply.

    Example:
        IngressControllerRoles(
            stack, "controller", principal_id=identity.principal_id, gateway_id=gateway.gateway_id,
            resource_group_id=group.resource_group_id, joined_resource_ids={"subnet": network.gateway_subnet_id},
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        principal_id: str,
        gateway_id: str,
        resource_group_id: str,
        joined_resource_ids: Mapping[str, str],
        gateway_identity_id: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, joined_resource_ids=joined_resource_ids)
        # https://learn.microsoft.com/azure/application-gateway/tutorial-ingress-controller-add-on-existing
        grant(self, "gateway", role=CONTRIBUTOR, principal_id=principal_id, resource_id=gateway_id)
        grant(self, "resource_group", role=READER, principal_id=principal_id, resource_id=resource_group_id)
        # https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#virtual-network-permission
        for name, resource_id in joined_resource_ids.items():
            grant(self, name, role=NETWORK_CONTRIBUTOR, principal_id=principal_id, resource_id=resource_id)
        if gateway_identity_id is not None:
            # https://github.com/Azure/application-gateway-kubernetes-ingress/issues/999
            grant(
                self,
                "gateway_identity",
                role=IDENTITY_OPERATOR,
                principal_id=principal_id,
                resource_id=gateway_identity_id,
            )
