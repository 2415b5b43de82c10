from constructs_lib.azure.assembly import WandbInfrastructure as WandbInfrastructure

from .application import WandbApplication as WandbApplication
from .application import cluster_providers as cluster_providers
from .providers import AZURERM_PROVIDER_VERSIONS as AZURERM_PROVIDER_VERSIONS
from .providers import RANDOM_PROVIDER_VERSIONS as RANDOM_PROVIDER_VERSIONS
from .providers import TIME_PROVIDER_VERSIONS as TIME_PROVIDER_VERSIONS
from .providers import azurerm_provider as azurerm_provider
