"""The variable with the password of an adopted database."""

from constructs import Construct

from constructs_lib.adoption.parts import PASSWORD_VARIABLE
from constructs_lib.framework import EphemeralReference, EphemeralVariable


def adopted_password(scope: Construct) -> EphemeralReference:
    """The password that the database had in the official deployment; empty if it is not given."""
    variable = EphemeralVariable(
        scope,
        "adopted_password",
        name=PASSWORD_VARIABLE,
        description="The password of the adopted database, for the first deploy.",
        optional=True,
    )
    return variable.reference
