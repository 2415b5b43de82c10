"""Encryption: the deployment's KMS key, created or existing."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import OURS, V8, setting
from ..fields.types import Whole, whole_between
from .types import AliasName, AliasNames, KeyArn, KeyPolicy, PrincipalArn

# https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
DELETION_DAYS = (7, 30)


class EncryptionSettings(SettingsModel):
    """The KMS key of the deployment."""

    kms_key_arn: KeyArn = setting(
        None,
        since=(OURS,),
        changes="An existing KMS key for everything that the deployment encrypts.",
        when_omitted="a key is created, with yearly rotation",
        note="Its policy must let CloudWatch Logs and the service-linked role of Auto Scaling use it, as the policy "
        "created here does.",
    )
    kms_key_alias: AliasName = setting(
        None,
        changes="The alias of the key, without alias/.",
        when_omitted="<namespace>-kms-alias",
    )
    kms_key_extra_aliases: AliasNames = setting(
        (),
        since=(OURS,),
        changes="Additional aliases of the key, without alias/.",
    )
    kms_key_deletion_window: Annotated[Whole, AfterValidator(whole_between(*DELETION_DAYS, unit="days"))] = setting(
        30,
        changes="The waiting period before a deleted key is gone, in days.",
        note="The official module uses 7. The default is 30, because the database's final snapshot cannot be "
        "restored without the key.",
    )
    kms_key_policy: KeyPolicy = setting(
        None,
        changes="The whole key policy as JSON; replaces the generated one.",
        when_omitted="the account administers the key, and each service gets what it needs",
    )
    kms_key_policy_administrator_arn: PrincipalArn = setting(
        None,
        since=(V8,),
        changes="The role or user that administers the key.",
        when_omitted="the account administers it, by its IAM policies",
        note="The official module defaults to the identity that applies.",
    )
