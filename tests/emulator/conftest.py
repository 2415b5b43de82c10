"""The stories that the tests of this tier wait for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.stories import Story


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "story(name): which of its module's STORIES the test is about")


class Library:
    """The stories of a run, each started once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stories: dict[str, Story] = {}

    def start(self, item: pytest.Item) -> str | None:
        """Starts the story that the test is about, unless it runs; its name."""
        marker = item.get_closest_marker("story")
        if marker is None:
            return None
        name: str = marker.args[0]
        if name not in self._stories:
            module = item.module  # type: ignore[attr-defined]
            folder = self._folder / name
            folder.mkdir()
            options = getattr(module, "ENDPOINT_OPTIONS", ())
            self._stories[name] = Story(name, *module.STORIES[name], folder, endpoint_options=options)
            self._stories[name].start()
        return name

    def __getitem__(self, name: str) -> Story:
        return self._stories[name]

    def close(self) -> None:
        for story in self._stories.values():
            story.stop()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, terraform_and_provider: None) -> Iterator[Library]:
    """All stories that were asked for; the folder of each holds the logs."""
    library = Library(tmp_path_factory.mktemp("stories"))
    yield library
    library.close()


@pytest.fixture
def story(request: pytest.FixtureRequest, library: Library) -> Story:
    """The story that the test is about; the first test starts those of all others too, so that they run side by side.

    Under pytest-xdist those of its own file alone: other files may be another worker's.
    """
    distributed = hasattr(request.config, "workerinput")
    for item in request.session.items:
        if not distributed or item.path == request.node.path:
            library.start(item)
    name = library.start(request.node)
    assert name is not None, "a test that wants a story names it: @pytest.mark.story(...)"
    return library[name]
