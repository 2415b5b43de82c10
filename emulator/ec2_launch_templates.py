"""Launch templates: what belongs to a version, and what to the template.

moto puts the template's own tags into the data of its first version, which the provider then plans to remove, and
leaves the user data of later versions undecoded, which breaks the start of an instance from them. The tags it shows are
those of the creation, whatever changed since.
"""

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.utils import parse_user_data

from emulator.moto_patches import attribute, wrap


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
