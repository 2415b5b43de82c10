"""ARNs of IAM Identity Center roles. The aws-auth ConfigMap needs them without a path, everything else with it."""

_NAME = "AWSReservedSSO_"
_PATH = "/aws-reserved/sso.amazonaws.com/"


def missing_path(arn: str) -> str | None:
    """An error message for the ARN of an IAM Identity Center role without its path; None for any other ARN.

    The path contains the region of IAM Identity Center, unless that is us-east-1
    (https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html).
    """
    account, _, role = arn.partition(f":role/{_NAME}")
    if not role:
        return None
    return (
        f'lacks the path of the role; write "{account}:role{_PATH}<region>/{_NAME}{role}" with the region of your '
        "IAM Identity Center, or without <region>/ if that is us-east-1"
    )
