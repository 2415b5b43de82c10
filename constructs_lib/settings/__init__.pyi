from constructs_lib.problems import SettingsError as SettingsError

from .aws.settings import AwsSettings as AwsSettings
from .azure.settings import AzureSettings as AzureSettings
from .in_python import SettingsWarning as SettingsWarning
