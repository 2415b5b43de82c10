"""The file that points a shell to the demo, and restores it."""

import shlex
from collections.abc import Mapping
from pathlib import Path

MARK = "WANDB_DEMO"  # the folder of the demo that a shell points to

# For sh, bash and zsh; zsh splits the output of a command into words, but not a variable. `env` lists what is exported.
_TEXT = """\
# Source this file: `aws` and `terraform` in this shell then use the demo. `leave_demo` restores the shell.
if command -v leave_demo >/dev/null 2>&1; then leave_demo; fi
demo_names() {{
    env | sed -n 's/^\\(AWS_[A-Za-z0-9_]*\\)=.*/\\1/p'
    echo {others}
}}
DEMO_BEFORE=
for demo_name in $(demo_names); do
    if eval "[ -n \\"\\${{$demo_name+x}}\\" ]"; then
        eval "DEMO_BEFORE_$demo_name=\\$$demo_name"
        DEMO_BEFORE="$DEMO_BEFORE $demo_name"
        unset "$demo_name"
    fi
done
{exports}
leave_demo() {{
    for demo_name in $(demo_names); do unset "$demo_name"; done
    for demo_name in $(echo "$DEMO_BEFORE"); do
        eval "export $demo_name=\\"\\$DEMO_BEFORE_$demo_name\\"; unset DEMO_BEFORE_$demo_name"
    done
    unset DEMO_BEFORE demo_name
    unset -f leave_demo demo_names demo_runs aws terraform
}}
demo_runs() {{
    if [ -e {ready} ] && kill -0 {pid} 2>/dev/null; then return 0; fi
    leave_demo
    echo "The demo is stopped. The command was not run. This shell has its own environment again." >&2
    return 1
}}
aws() {{ demo_runs && command aws "$@"; }}
terraform() {{
    demo_runs || return 1
    case " $*" in
    *" -chdir="*) command terraform "$@" ;;
    *) command terraform -chdir={configuration} "$@" ;;
    esac
}}
"""


def shell_file(variables: Mapping[str, str], *, home: Path, pid: int, configuration: Path) -> str:
    """The text of a file to be sourced. It sets `variables` and saves the shell's own values.

    All other AWS variables are unset. `terraform` works in the folder `configuration`. After the emulator, process
    `pid`, has ended, the next command is not run and the shell's own environment is restored.
    """
    exported = {**variables, MARK: str(home)}
    return _TEXT.format(
        others=" ".join(name for name in exported if not name.startswith("AWS_")),
        exports="\n".join(f"export {name}={shlex.quote(value)}" for name, value in exported.items()),
        ready=shlex.quote(str(home / "endpoint.json")),
        pid=pid,
        configuration=shlex.quote(str(configuration)),
    )
