"""Where the snapshots of stacks are: one file per stack, beside the tests."""

from pathlib import Path

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from constructs_lib.testing.snapshots import StackSnapshotExtension


class StackSnapshot(StackSnapshotExtension):
    """One file per stack, `<cloud>/<stack without its cloud>.json`, for a test whose parameter names the file."""

    test_name = "test_stack_equals_its_snapshot"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        return test_location.testname.removeprefix(f"{cls.test_name}[").removesuffix("]")

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return snapshot_location == cls.get_location(test_location=test_location, index=0)

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        collection = SnapshotCollection(location=snapshot_location)
        file = Path(snapshot_location)
        collection.add(Snapshot(name=f"{self.test_name}[{file.parent.name}/{file.stem}]"))
        return collection
