"""Says whether the adoption file of a deployment is still needed, from the state of its infrastructure stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from constructs_lib.adoption import Adoption, adoption_path
from constructs_lib.deployments import Deployment
from scripts.states import States, addresses


def file_status(deployment: Deployment, states: States) -> Iterator[str]:
    """Whether everything is imported, and whether the file must stay or can be deleted. The state is only read."""
    adoption = deployment.adoption
    assert adoption is not None  # An earlier run wrote it.
    file = adoption_path(deployment.path)
    resources = states.resources(deployment.name, deployment.settings.backend)
    if resources is None:
        yield (
            f"{file}: must stay: the state of {deployment.name} cannot be read; run "
            f"WANDB_DEPLOYMENTS={deployment.path} make diff STACK={deployment.name}, then this again"
        )
        return
    present = set(addresses(resources))
    missing = [each for each in adoption.imports if each.to not in present]
    if missing:
        total = len(adoption.imports)
        yield f"{file}: must stay: {len(missing)} of {total} resources are not in the state of {deployment.name} yet:"
        yield from (f"  {each.to}  {each.official}" for each in missing)
        yield "make deploy imports them. Delete the entries of those that the deployment file excludes."
    elif needed := _needed(adoption):
        yield f"{file}: must stay: everything is imported, but it also has {' and '.join(needed)}"
    else:
        yield f"{file}: can be deleted: everything is imported; its imports then no longer protect the resources"


def _needed(adoption: Adoption) -> list[str]:
    """What the file has besides imports."""
    kept = [part.name for part in fields(adoption.parts) if getattr(adoption.parts, part.name)]
    left_over = len(adoption.leftovers)
    return [
        *([f"kept ({', '.join(kept)})"] if kept else []),
        *([f"{left_over} leftovers"] if left_over else []),
    ]
