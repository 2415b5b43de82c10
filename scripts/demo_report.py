"""What the demo says after a deploy or a destroy."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.demo_clouds import Cloud
from scripts.terraform_binary import terraform_binary

_INDENT = "  "


def say(text: str) -> None:
    """Prints `text` after an empty line."""
    print(f"\n{text}", flush=True)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lines with aligned columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        _INDENT + "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows
    )


def how_to_look_around(cloud: Cloud, *, application: bool) -> str:
    """Commands to inspect the infrastructure and, if it was deployed, the `application`, and to go on."""
    commands = {f". .demo/{cloud.name}/environment": "point this shell to the demo"}
    kubectl = ("kubectl get deployments --all-namespaces",) if application else ()
    commands |= dict.fromkeys((*cloud.examples, *kubectl, f"{Path(terraform_binary()).name} state list"), "")
    commands |= {"leave_demo": "restore this shell"}
    further = {
        "Plan again, expect no changes:": cloud.make("demo-diff"),
        "Destroy the demo:": cloud.make("demo-destroy"),
        "Discard emulator and state:": cloud.make("demo-stop"),
    }
    return "\n".join(["Look around:", *_columns(commands, _INDENT), "", *_columns(further)])


def how_to_destroy_protected(cloud: Cloud, addresses: Sequence[str], files: Sequence[str]) -> str:
    """What to do if deletion protection refuses a destroy."""
    steps = {
        f"set `deletion_protection = false` in {', '.join(files)}": "",
        cloud.make("demo"): "remove the protection",
        cloud.make("demo-destroy"): f"destroy; {cloud.after_destroy}",
    }
    return "\n".join(
        [
            "Refused because deletion protection is on. Nothing was destroyed. Protected resources:",
            *(_INDENT + address for address in addresses),
            "To destroy them:",
            *(f"{_INDENT}{number}. {line}" for number, line in enumerate(_columns(steps), 1)),
        ]
    )


def how_to_continue_destroy(cloud: Cloud) -> str:
    """What to do after a destroy that failed."""
    commands = {
        cloud.make("demo-destroy"): "continue it",
        cloud.make("demo"): "first apply a changed deployment file, such as deletion_protection = false",
        cloud.make("demo-stop"): "discard everything",
    }
    return "\n".join(["The destroy did not finish, see above. Run one of these:", *_columns(commands, _INDENT)])


def _columns(texts: Mapping[str, str], indent: str = "") -> list[str]:
    width = max(len(left) for left, right in texts.items() if right)
    return [f"{indent}{left:{width}}  {right}".rstrip() for left, right in texts.items()]


def what_is_left(left: Mapping[str, Sequence[str]], remaining: Mapping[str, Sequence[str]], *, account: str) -> str:
    """The account after a destroy. What the cloud itself retains for a while, all but `remaining`, does not count."""
    if remaining:
        title = f"These resources are still in the {account}:"
    elif left:
        title = f"The {account} is empty, except for what the cloud retains for a while after a deletion:"
    else:
        title = f"The {account} is empty."
    return "\n".join([title, *(f"  {kind}: {', '.join(ids)}" for kind, ids in left.items())])


def how_to_keep_interrupted(stack: str, tainted: Sequence[str], *, output: str) -> str:
    """What to do if deletion protection refuses to replace the `tainted` resources of an interrupted deploy.

    `output` is the folder that `stack` was synthesized into.
    """
    return f"""
A deploy of {stack} was interrupted while it created these resources. Terraform marked them as tainted, so the next
deploy replaces them. Deletion protection refuses that for resources with data. To keep an existing one, run this for
its address, then deploy again:
  {terraform_binary()} -chdir={output}/stacks/{stack} untaint ADDRESS
  {" ".join(tainted)}"""
