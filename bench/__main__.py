"""`python -m bench`: medians of interleaved runs, and ratios to an ordinary CDKTF app."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.cases import FULL, ORDINARY, OURS, all_cases, on_engine, quick_cases, without_each_trick
from bench.report import figures, table
from bench.run import BenchError, Case, Sample, run
from scripts.setup import CDK_TERRAIN

_DEFAULT_RUNS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; exit status 1 when a program did not do its work."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-deployments-") as folder:
        cases = quick_cases(Path(folder)) if options.quick else all_cases(Path(folder))
        chosen = _chosen(cases, options.only)
        if chosen is None:
            print(f"--only: choose from {' '.join(case.name for case in cases)}", file=sys.stderr)
            return 2
        try:
            chosen = _varied(chosen, options, Path(folder))
            samples = measure(chosen, runs=options.runs or (1 if options.quick else _DEFAULT_RUNS))
        except BenchError as error:
            print(error, file=sys.stderr)
            return 1
    base = next(name for name in (ORDINARY, OURS, chosen[0].name) if name in samples)
    print(f"\nMedians of interleaved runs, without the first run of each; ratios are to {base}.\n")
    print(table(chosen, samples, base))
    print()
    print(figures(chosen, samples, base))
    return 0


def measure(cases: Sequence[Case], *, runs: int) -> dict[str, list[Sample]]:
    """The samples of each case, in rounds. The first round fills caches (bytecode, jsii) and is not counted."""
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for round_ in range(runs + 1):
        for case in cases:
            if round_ > case.runs_at_most:
                continue
            sample = run(case)
            print(f"{round_}/{runs} {case.name}: {sample.wall_seconds:.2f} s", file=sys.stderr, flush=True)
            if round_:
                samples[case.name].append(sample)
    return samples


def _varied(cases: Sequence[Case], options: argparse.Namespace, folder: Path) -> list[Case]:
    """`cases` with those that `--engines` and `--tricks` add."""
    varied = list(cases)
    for engine in options.engines:
        python = CDK_TERRAIN[engine] / "bin" / "python"
        if not python.exists():
            raise BenchError(f"{engine} is not installed; run: make setup-cdktn")
        varied += on_engine(cases, engine, python, folder)
    if options.tricks:
        for case in [case for case in varied if case.name.partition("@")[0] == FULL]:
            varied += without_each_trick(case, folder)
    return varied


def _chosen(cases: Sequence[Case], names: Sequence[str] | None) -> Sequence[Case] | None:
    known = {case.name: case for case in cases}
    if not names:
        return cases
    return [known[name] for name in known if name in names] if known.keys() >= set(names) else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=_positive, help=f"runs per case (default {_DEFAULT_RUNS}, with --quick 1)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these cases")
    parser.add_argument("--engines", nargs="+", default=[], choices=CDK_TERRAIN, help="also on versions of CDK Terrain")
    parser.add_argument("--tricks", action="store_true", help=f"also {FULL} without each optimization of the library")
    parser.add_argument(
        "--quick", action="store_true", help="only the fast cases, without the ordinary app; ratios are to our app"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main())
