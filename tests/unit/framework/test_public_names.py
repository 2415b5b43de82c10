from types import ModuleType

from constructs_lib import framework


def test_all_lists_exactly_the_exports() -> None:
    offered = {
        name
        for name, value in vars(framework).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }

    assert offered == set(framework.__all__)
