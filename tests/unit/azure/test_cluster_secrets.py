from cdktf import TerraformStack

from constructs_lib.azure.cluster_secrets import secrets_key
from tests.unit.synth import only, shown

KEY = "azurerm_key_vault_key.key"


def test_key_only_encrypts_and_decrypts_without_automatic_rotation(stack: TerraformStack) -> None:
    secrets_key(stack, "key", name="etcd", vault_id="vault-1", deletion_protection=True)

    assert only(stack, "azurerm_key_vault_key") == {
        "name": "etcd",
        "key_vault_id": "vault-1",
        "key_type": "RSA",
        "key_size": 2048,
        "key_opts": ["decrypt", "encrypt"],
        "lifecycle": {"prevent_destroy": True},
    }


def test_without_deletion_protection_terraform_destroys_it(stack: TerraformStack) -> None:
    secrets_key(stack, "key", name="etcd", vault_id="vault-1", deletion_protection=False)

    assert "lifecycle" not in only(stack, "azurerm_key_vault_key")


def test_aks_gets_the_newest_key_version_and_roles_the_versionless_id(stack: TerraformStack) -> None:
    key = secrets_key(stack, "key", name="etcd", vault_id="vault-1", deletion_protection=True)

    assert shown(stack, key=key.key_id, version=key.key_version_id, resource=key.resource_id) == {
        "key": f"${{{KEY}.versionless_id}}",
        "version": "${data.azurerm_key_vault_key.key_newest.id}",
        "resource": f"${{{KEY}.resource_versionless_id}}",
    }
