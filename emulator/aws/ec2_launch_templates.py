"""Tags and user data of launch templates.

moto stores the template's own tags in the data of its first version, and the provider then plans to remove them. It
does not decode the user data of later versions, so instances cannot start from them. It always returns the initial
tags, even after changes.
"""

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.utils import parse_user_data

from emulator.aws.moto_patches import attribute, wrap


@attribute(LaunchTemplate, "tags")
def tags(self: LaunchTemplate) -> list[dict[str, str]]:
    return self.get_tags()


@wrap(LaunchTemplate, "create_version")
def create_version(
    original: Any, self: LaunchTemplate, data: dict[str, Any], description: str
) -> LaunchTemplateVersion:
    data = dict(data)
    specifications = data.pop("TagSpecifications", [])
    kept = [each for each in specifications if each.get("ResourceType") != "launch-template"]
    if kept:
        data["TagSpecifications"] = kept
    user_data = data.get("UserData")
    if user_data is not None and not isinstance(user_data, Base64EncodedString):
        data["UserData"] = parse_user_data(user_data)
    version: LaunchTemplateVersion = original(self, data, description)
    return version
