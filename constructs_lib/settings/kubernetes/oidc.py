"""Single sign-on: OpenID Connect, or the older Auth0."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, KUBERNETES, OURS, V1, setting
from ..fields.types import (
    OptionalHostName,
    OptionalText,
    OptionalWhole,
    Secret,
    Text,
    one_of,
    text_matching,
    when_given,
    whole_between,
)

YEAR_HOURS = 8_760
_issuer = text_matching(r"https://[^\s?#@]+", 'the issuer\'s address, such as "https://login.example.com"')


class OidcSettings(SettingsModel):
    """Single sign-on and sessions."""

    oidc_issuer: Annotated[OptionalText, AfterValidator(when_given(_issuer))] = setting(
        None, since=(V1, HEAD, KUBERNETES), changes="The OpenID Connect issuer."
    )
    oidc_client_id: OptionalText = setting(
        None, since=(V1, HEAD, KUBERNETES), changes="The server's client ID at the issuer."
    )
    oidc_secret: Secret = setting(
        False,
        since=(V1, HEAD, KUBERNETES),
        changes="The server's client secret at the issuer.",
        note="Reaches Terraform by --var-file or TF_VAR_oidc_secret.",
    )
    oidc_auth_method: Annotated[Text, AfterValidator(one_of("implicit", "pkce"))] = setting(
        "implicit", since=(V1, HEAD, KUBERNETES), changes="The OpenID Connect flow for signing in."
    )
    auth0_domain: OptionalHostName = setting(
        None, since=(KUBERNETES,), changes="The Auth0 domain (the older way to sign in)."
    )
    auth0_client_id: OptionalText = setting(None, since=(KUBERNETES,), changes="The server's client ID at Auth0.")
    session_length_hours: Annotated[OptionalWhole, AfterValidator(when_given(whole_between(1, YEAR_HOURS)))] = setting(
        None,
        since=(OURS,),
        changes="After how many hours users must log in again.",
        when_omitted="720 hours, the server's default",
    )
