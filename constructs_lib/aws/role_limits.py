"""The path and the permissions boundary of IAM roles."""

import jsii
from cdktf import Aspects, IAspect
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct, IConstruct


def limit_roles(scope: Construct, *, path: str = "/", permissions_boundary_arn: str | None = None) -> None:
    """Gives all IAM roles in `scope`, also those added later, the path `path` and a permissions boundary."""
    if path != "/" or permissions_boundary_arn is not None:
        Aspects.of(scope).add(_Limits(path, permissions_boundary_arn))


@jsii.implements(IAspect)
class _Limits:
    def __init__(self, path: str, permissions_boundary_arn: str | None) -> None:
        self._path = path
        self._boundary = permissions_boundary_arn

    def visit(self, node: IConstruct) -> None:
        if not isinstance(node, IamRole):
            return
        if self._path != "/":
            node.path = self._path
        if self._boundary is not None:
            node.permissions_boundary = self._boundary
