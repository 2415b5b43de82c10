"""ARNs of the roles that IAM Identity Center makes: what the aws-auth map of EKS took, and nothing else does."""

_NAME = "AWSReservedSSO_"
_PATH = "/aws-reserved/sso.amazonaws.com/"


def missing_path(arn: str) -> str | None:
    """What is wrong with the ARN of a single sign-on role whose path was left out, as the aws-auth map wanted it.

    The path holds the region of IAM Identity Center, unless that is us-east-1
    (https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html).
    """
    account, _, role = arn.partition(f":role/{_NAME}")
    if not role:
        return None
    return (
        f'lacks the path of the role; write "{account}:role{_PATH}<region>/{_NAME}{role}" with the region of your '
        "IAM Identity Center, or without <region>/ if that is us-east-1"
    )
