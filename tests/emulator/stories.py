"""Deployments that are applied, inspected, changed and destroyed side by side, while tests wait for the results.

A story is a generator: it yields the name of a step and what was seen there. It runs in a thread of its own from the
first test that asks for it, because an apply mostly waits. A test that asks for a step waits until the story gets
there. If the story fails before that step, the test fails with the story's error.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.deployments import values_of
from tests.emulator.deployed import Deployed, Values, deployed

Steps = Iterator[tuple[str, Any]]
StepsOf = Callable[[Deployed, Values], Steps]
# The cloud and the scenario of a story, and the function that yields its steps.
StoryDefinition = tuple[str, str, StepsOf]


def by_container(steps_of: StepsOf) -> StepsOf:
    """The same story with the single container, for what does not depend on it: without Redis, it deploys faster."""
    return lambda deployment, values: steps_of(deployment, {**values, "wandb_runtime": "container"})


# The longest story takes ten minutes next to the others, and longer on a busy machine. A timeout says nothing about the
# deployment.
PATIENCE_SECONDS = 1500
# How many stories of a cloud run at the same time in a process. On AWS they need the CPU; on Azure the provider mostly
# waits, for example two minutes after it created a vault or a lock.
_AT_ONCE = {"aws": threading.BoundedSemaphore(4), "azure": threading.BoundedSemaphore(8)}


class Story:
    """The steps that `steps_of` yields for the deployment of `scenario` on `cloud`, in a thread.

    `story[step]` waits for the step and returns its result. `has_application`: the providers of the application are
    available.
    """

    def __init__(
        self,
        name: str,
        cloud: str,
        scenario: str,
        steps_of: StepsOf,
        folder: Path,
        *,
        options: Sequence[str] = (),
        has_application: bool,
    ) -> None:
        self._values = values_of(scenario, cloud)
        self._options = options
        self._has_application = has_application
        self.cloud = cloud
        self.scenario = scenario
        self._steps_of = steps_of
        self._folder = folder
        self._seen: dict[str, Any] = {}
        self._error: BaseException | None = None
        self._over = False
        self._stopped = False
        self._progress = threading.Condition()
        self._deployed: Deployed | None = None
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    @property
    def output(self) -> Path:
        """The folder with the synthesized stacks; available after the first step."""
        assert self._deployed is not None
        return self._deployed.output

    def stop(self) -> None:
        """Ends a running call, and waits until the emulator has ended."""
        self._stopped = True
        if self._deployed:
            self._deployed.interrupt()
        self._thread.join()

    def __getitem__(self, step: str) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._progress:
            while step not in self._seen and not self._over and time.monotonic() < deadline:
                self._progress.wait(1)
            if step in self._seen:
                return self._seen[step]
        why = f"has ended ({self._reason})" if self._over else "takes too long"
        raise AssertionError(f"the story {why} before {step!r}; its logs are in {self._folder}") from self._error

    @property
    def _reason(self) -> str:
        """Why the story ended, in one line."""
        return (
            f"{type(self._error).__name__}: {self._error}".partition("\n")[0] if self._error else "all steps are done"
        )

    def _run(self) -> None:
        try:
            with _AT_ONCE[self.cloud]:
                if not self._stopped:
                    self._run_steps()
        except BaseException as error:
            self._error = error
        finally:
            with self._progress:
                self._over = True
                self._progress.notify_all()

    def _run_steps(self) -> None:
        started = time.monotonic()
        with deployed(
            self.cloud,
            self.scenario,
            self._values,
            self._folder,
            options=self._options,
            has_application=self._has_application,
        ) as deployment:
            self._deployed = deployment
            for step, seen in self._steps_of(deployment, self._values):
                self._note(step, seen, time.monotonic() - started)

    def _note(self, step: str, seen: Any, seconds: float) -> None:
        with self._progress, (self._folder / "steps.log").open("a") as file:
            file.write(f"{seconds:6.0f} s  {step}\n")
            self._seen[step] = seen
            self._progress.notify_all()
