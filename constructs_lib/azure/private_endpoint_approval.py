"""The job that approves private endpoint connections to the gateway from the allowed subscriptions."""

from collections.abc import Sequence

from cdktf import Fn, Token

from constructs_lib.azure.server_environment import service_account_identity
from constructs_lib.platform_outputs import CronJobSpec

# Name of the job and of its service account.
NAME = "private-endpoint-approval"
# Users wait for the approval, and a run without pending connections costs two requests.
SCHEDULE = "*/5 * * * *"
DEADLINE_SECONDS = 240

# Values from the other side, such as the endpoint's name, are untrusted: they are quoted, and ids are compared from the
# start to the slash after the subscription. A connection that cannot be approved fails the run, after the others.
# Workload identity sets `AZURE_...`. The script has no "${" and no "$$", which Terraform and Kubernetes would expand.
SCRIPT = r"""
set -euf
token=$(cat "$AZURE_FEDERATED_TOKEN_FILE")
az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" \
  --federated-token "$token" --allow-no-subscriptions --output none
pending=$(az network private-endpoint-connection list --id "$GATEWAY_ID" --output tsv \
  --query "[?properties.privateLinkServiceConnectionState.status=='Pending'].[id, properties.privateEndpoint.id]")
tab=$(printf '\t')
failed=0
while IFS="$tab" read -r connection endpoint; do
  [ -n "$connection" ] || continue
  asking=$(printf '%s' "$endpoint" | tr '[:upper:]' '[:lower:]')
  allowed=no
  for subscription in $ALLOWED_SUBSCRIPTIONS; do
    case "$asking" in
      "/subscriptions/$subscription/"*) allowed=yes ;;
    esac
  done
  if [ "$allowed" = no ]; then
    printf 'left pending: %s\n' "$endpoint"
  elif az network private-endpoint-connection approve --id "$connection" \
    --description 'Approved: its subscription is allowed' --output none </dev/null; then
    printf 'approved: %s\n' "$endpoint"
  else
    printf 'not approved, see above: %s\n' "$endpoint" >&2
    failed=1
  fi
done <<END
$pending
END
exit "$failed"
""".lstrip()


def approval_job(*, image: str, client_id: str, gateway_id: str, subscription_ids: Sequence[str]) -> CronJobSpec:
    """A job with the Azure CLI in `image`, as the user-assigned identity `client_id`, which needs `grant_approval`.

    Every five minutes, it approves pending connections from `subscription_ids`. Others stay pending, for a person to
    approve or reject.
    """
    return CronJobSpec(
        name=NAME,
        image=image,
        schedule=SCHEDULE,
        command=["/bin/sh", "-c", SCRIPT],
        environment={
            "GATEWAY_ID": gateway_id,
            "ALLOWED_SUBSCRIPTIONS": _join_lower_case(subscription_ids),
            "AZURE_CORE_COLLECT_TELEMETRY": "false",
        },
        identity=service_account_identity(
            service_account_name=NAME, client_id=client_id, service_account_annotations={}
        ),
        deadline_seconds=DEADLINE_SECONDS,
    )


def _join_lower_case(ids: Sequence[str]) -> str:
    # Azure ids are case-insensitive; the script compares lower case.
    if Token.is_unresolved(list(ids)) or any(Token.is_unresolved(each) for each in ids):
        return Token.as_string(Fn.lower(Fn.join(" ", list(ids))))
    return " ".join(each.lower() for each in ids)
