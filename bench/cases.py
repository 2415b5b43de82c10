"""The measured programs and the program they are compared with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench import deployments
from bench.run import REPOSITORY, Case
from bench.tricks import INDEX, PACKAGE_CACHE, TRICKS
from constructs_lib.engine import CDK_TERRAIN, CDKTF, PROVIDER_PREFIXES

ORDINARY: Final = "ordinary_one_vpc"
OURS: Final = "one_vpc"
FULL: Final = "full_aws"
# Infrastructure and application.
_STACKS_A_DEPLOYMENT: Final = 2
_APPS: Final = REPOSITORY / "bench" / "apps"
_MAIN: Final = REPOSITORY / "main.py"


def all_cases(folder: Path) -> list[Case]:
    """Every case, with its deployment files written to `folder`."""
    ordinary = Case(ORDINARY, "an ordinary CDKTF app, one VPC", _APPS / "ordinary_vpc.py", stacks=1)
    aws = [
        _deployed(folder, FULL, "AWS, one deployment of two stacks", "aws"),
        _deployed(folder, "aws_10", "AWS, 10 deployments in one app", "aws", number=10),
        _deployed(folder, "aws_100", "AWS, 100 deployments in one app", "aws", number=100, runs_at_most=2),
    ]
    azure = [
        _deployed(folder, "full_azure", "Azure, one deployment of two stacks", "azure"),
        _deployed(folder, "both_clouds", "a deployment on each cloud", "aws", "azure"),
    ]
    return [ordinary, *_quick_cases(folder), *aws, *azure]


def on_engine(cases: Sequence[Case], engine: str, python: Path, folder: Path) -> list[Case]:
    """The same cases on a version of CDK Terrain, whose environment has the interpreter `python`."""
    return [
        replace(
            case,
            name=f"{case.name}@{engine}",
            title=f"{case.title} ({engine})",
            python=python,
            program=_for_cdk_terrain(case.program, folder / engine) if case.name == ORDINARY else case.program,
        )
        for case in cases
    ]


def without_each_trick(case: Case, folder: Path) -> list[Case]:
    """`case` once per optimization of the library, which is switched off."""
    return [
        replace(
            case,
            name=f"{case.name}-{trick}",
            title=f"{case.title}, without {trick}",
            without=trick,
            environment={**case.environment, PACKAGE_CACHE: str(folder / "jsii")}
            if trick == INDEX
            else case.environment,
        )
        for trick in TRICKS
    ]


def _for_cdk_terrain(program: Path, folder: Path) -> Path:
    """The ordinary app with the imports of CDK Terrain."""
    source = program.read_text().replace(PROVIDER_PREFIXES[CDKTF], PROVIDER_PREFIXES[CDK_TERRAIN])
    folder.mkdir()
    written = folder / program.name
    written.write_text(source.replace(f"from {CDKTF} ", f"from {CDK_TERRAIN} "))
    return written


def quick_cases(folder: Path) -> list[Case]:
    """The cases that take a second or two."""
    return [*_quick_cases(folder), _deployed(folder, FULL, "AWS, one deployment of two stacks", "aws")]


def _quick_cases(folder: Path) -> list[Case]:
    mistaken = {"WANDB_DEPLOYMENTS": deployments.write_mistaken(folder / "error_path")}
    return [
        Case(OURS, "the same app, importing the library first", _APPS / "our_vpc.py", stacks=1),
        Case("error_path", "a mistake in a deployment file", _MAIN, stacks=0, exit_status=1, environment=mistaken),
    ]


def _deployed(folder: Path, name: str, title: str, *clouds: str, number: int = 1, runs_at_most: int = 1_000) -> Case:
    written = [deployments.write(folder / name, cloud, number) for cloud in clouds]
    return Case(
        name,
        title,
        _MAIN,
        stacks=_STACKS_A_DEPLOYMENT * number * len(clouds),
        environment={"WANDB_DEPLOYMENTS": os.pathsep.join(dict.fromkeys(written))},
        deployments=number * len(clouds),
        runs_at_most=runs_at_most,
    )
