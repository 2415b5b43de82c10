"""The emulator of Azure: its management API, Entra ID, Key Vault and storage, as far as the deployments use them.

`cloud` passes each request by host name; `resource_manager` is Azure Resource Manager. The module of each service says
what it enforces, with the source.

Existing packages do not carry it. Azurite emulates the data plane of storage only, so accounts, containers and their
firewall cannot be created with azurerm. The emulators of the management API that were tried (topaz, amber-cloud,
floci) lack most of the resource types in use here, and they accept what Azure refuses: they have no role assignments,
management locks, soft delete or long-running operations. They also need host names or a metadata endpoint of their
own, whereas a deployment is the same here as in Azure.
"""
