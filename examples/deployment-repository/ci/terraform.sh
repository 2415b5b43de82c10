#!/bin/sh
# sh ci/terraform.sh plan | apply | drift, after `python main.py`.
#
# plan   writes plans/<stack>.tfplan and plans/summary.md; status 0
# apply  plans each stack and applies exactly this plan, infrastructure first; status 0
# drift  status 2 if the cloud or the state differs from the files, else 0; expected changes do not count
# Any error is status 1. TERRAFORM_BINARY_NAME=tofu uses OpenTofu.
set -u
terraform=${TERRAFORM_BINARY_NAME:-terraform}
action=${1:?plan, apply or drift}
plans=$PWD/plans
summary=$plans/summary.md
mkdir -p "$plans"
: > "$summary"
changed=

# Sorted, so that an infrastructure is before its application, `<infrastructure>-app`.
for stack in $(LC_ALL=C ls cdktf.out/stacks); do
    folder=cdktf.out/stacks/$stack
    log=$plans/$stack.txt
    "$terraform" -chdir="$folder" init -input=false -no-color > "$log" 2>&1 || { cat "$log"; exit 1; }
    "$terraform" -chdir="$folder" plan -input=false -no-color -lock-timeout=5m -detailed-exitcode \
        -out="$plans/$stack.tfplan" > "$log" 2>&1
    status=$?
    cat "$log"
    if [ $status -eq 1 ]; then
        # The application reads the outputs of its infrastructure, which may not be deployed yet.
        case "$action $changed " in
        plan*" ${stack%-app} "*)
            printf '### %s\n\nIs planned after %s is applied.\n\n' "$stack" "${stack%-app}" >> "$summary"
            continue
            ;;
        esac
        exit 1
    fi
    if [ "$action" = drift ]; then
        # Also what changed outside of Terraform without a planned change, which the status of the plan does not say.
        "$terraform" -chdir="$folder" show -json "$plans/$stack.tfplan" > "$plans/$stack.json" || exit 1
        continue
    fi
    # The end of the plan is enough for a comment; the whole plan is in the artifact.
    printf '### %s\n\n```\n%s\n```\n\n' "$stack" "$(grep -E '^(Plan:|No changes)|^  # ' "$log")" >> "$summary"
    if [ $status -eq 2 ]; then
        changed="$changed $stack"
        if [ "$action" = apply ]; then
            "$terraform" -chdir="$folder" apply -input=false -no-color -lock-timeout=5m "$plans/$stack.tfplan" || exit 1
        fi
    fi
done

[ "$action" = drift ] || exit 0
python -m constructs_lib.drift "$plans"/*.json
status=$?
rm "$plans"/*.json "$plans"/*.tfplan
exit $status
