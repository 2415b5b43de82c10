"""The file that points a shell to the demo, and restores it."""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.terraform_binary import terraform_binary

MARK = "WANDB_DEMO"  # the folder of the demo that a shell points to
ACCOUNT_VARIABLE = "(AWS|ARM|AZURE)_"  # how the variables begin that select an account of the user

# For sh, bash and zsh; zsh splits the output of a command into words, but not a variable. `env` lists what is exported.
_TEXT = """\
# Source this file: {programs} in this shell then use the demo. `leave_demo` restores the shell.
if command -v leave_demo >/dev/null 2>&1; then leave_demo; fi
demo_names() {{
    env | sed -n -E 's/^({accounts}[A-Za-z0-9_]*)=.*/\\1/p'
    echo {others}
}}
DEMO_BEFORE=
for demo_name in $(demo_names); do
    if eval "[ -n \\"\\${{$demo_name+x}}\\" ]"; then
        eval "DEMO_BEFORE_$demo_name=\\$$demo_name"
        DEMO_BEFORE="$DEMO_BEFORE $demo_name"
        [ "$demo_name" = PATH ] || unset "$demo_name"
    fi
done
{exports}
leave_demo() {{
    for demo_name in $(demo_names); do [ "$demo_name" = PATH ] || unset "$demo_name"; done
    for demo_name in $(echo "$DEMO_BEFORE"); do
        eval "export $demo_name=\\"\\$DEMO_BEFORE_$demo_name\\"; unset DEMO_BEFORE_$demo_name"
    done
    unset DEMO_BEFORE demo_name
    unset -f leave_demo demo_names demo_runs {programs}
}}
demo_runs() {{
    if [ -e {ready} ] && kill -0 {pid} 2>/dev/null; then return 0; fi
    leave_demo
    echo "The demo is stopped. The command was not run. This shell has its own environment again." >&2
    return 1
}}
{functions}
{terraform}() {{
    demo_runs || return 1
    case " $*" in
    *" -chdir="*) command {binary} "$@" ;;
    *) command {binary} -chdir={configuration} "$@" ;;
    esac
}}
"""
_FUNCTION = '{program}() {{ demo_runs && command {program} "$@"; }}'


def shell_file(
    variables: Mapping[str, str],
    *,
    folders: Sequence[Path],
    programs: Sequence[str],
    ready: Path,
    pid: int,
    configuration: Path,
) -> str:
    """The text of a file to be sourced. It sets `variables`, puts `folders` on the PATH, and saves the shell's values.

    All other AWS and Azure variables are unset. `terraform`, or the program that `variables` name instead, works in the
    folder `configuration`. After the emulator, process `pid` with the file `ready`, has ended, the next call of it or
    of one of `programs` is not run, and the shell's own environment is restored.
    """
    exported = {name: shlex.quote(value) for name, value in {**variables, MARK: str(ready.parent)}.items()}
    binary = terraform_binary(variables)
    if folders:
        exported["PATH"] = shlex.quote("".join(f"{folder}:" for folder in folders)) + '"$PATH"'
    return _TEXT.format(
        programs=" ".join((*programs, Path(binary).name)),
        terraform=Path(binary).name,
        binary=shlex.quote(binary),
        accounts=ACCOUNT_VARIABLE,
        others=" ".join(name for name in exported if not re.match(ACCOUNT_VARIABLE, name)),
        exports="\n".join(f"export {name}={value}" for name, value in exported.items()),
        functions="\n".join(_FUNCTION.format(program=program) for program in programs),
        ready=shlex.quote(str(ready)),
        pid=pid,
        configuration=shlex.quote(str(configuration)),
    )
