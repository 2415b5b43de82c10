"""The stories that the tests of this tier wait for."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.emulator.stories import Story
from tests.terraform_runner import APPLICATION_PROVIDERS, PROVIDERS, missing_tool, why_no_provider


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "story(name): which of its module's STORIES the test is about")
    config.addinivalue_line("markers", "application: the test is about the application stack of its story")


class Library:
    """The stories of a run, each started once."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._folder = folders.mktemp("stories")
        self._stories: dict[str, Story] = {}
        self.why_no_providers = cache(self._why_no_providers)

    def start(self, item: pytest.Item) -> str | None:
        """Starts the story of the test, unless it runs already or the test is skipped; returns its name."""
        marker = item.get_closest_marker("story")
        if marker is None:
            return None
        name: str = marker.args[0]
        if name in self._stories or self.why_not(item, name):
            return name
        module = item.module  # type: ignore[attr-defined]
        cloud, scenario, steps_of = module.STORIES[name]
        self._stories[name] = Story(
            *(name, cloud, scenario, steps_of, self._new_folder(name)),
            options=getattr(module, "EMULATOR_OPTIONS", {}).get(name, ()),
            has_application=self.why_no_providers(APPLICATION_PROVIDERS[cloud]) is None,
        )
        self._stories[name].start()
        return name

    def why_not(self, item: pytest.Item, name: str) -> str | None:
        """Why a test of this story cannot run, if so."""
        cloud = item.module.STORIES[name][0]  # type: ignore[attr-defined]
        if reason := self.why_no_providers(PROVIDERS[cloud]):
            return reason
        is_about_application = item.get_closest_marker("application") is not None
        return self.why_no_providers(APPLICATION_PROVIDERS[cloud]) if is_about_application else None

    def _new_folder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _why_no_providers(self, providers: tuple[str, ...]) -> str | None:
        return missing_tool("terraform") or why_no_provider(self._folders.mktemp("provider"), *providers)

    def __getitem__(self, name: str) -> Story:
        return self._stories[name]

    def close(self) -> None:
        for story in self._stories.values():
            story.stop()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """All stories that were asked for; the folder of each holds the logs."""
    library = Library(tmp_path_factory)
    yield library
    library.close()


@pytest.fixture
def story(request: pytest.FixtureRequest, library: Library) -> Story:
    """The story that the test is about; skips, with the reason, when a provider that it needs is not available.

    The first test starts the stories of all others too, so that they run side by side. Under pytest-xdist it starts
    only those of its own file, because other files can belong to another worker.
    """
    distributed = hasattr(request.config, "workerinput")
    for item in request.session.items:
        if not distributed or item.path == request.node.path:
            library.start(item)
    name = library.start(request.node)
    assert name is not None, "a test that needs a story names it: @pytest.mark.story(...)"
    if reason := library.why_not(request.node, name):
        pytest.skip(reason)
    return library[name]
