"""Notebooks, `help()` and `inspect` show the arguments of every public construct, with their types."""

import inspect
import pydoc
import typing

import pytest
from constructs import Construct

from constructs_lib.aws import Queue
from tests.unit.library.public_names import CONSTRUCTS, DEPLOYMENT_CONSTRUCTS


@pytest.mark.parametrize("name", sorted(CONSTRUCTS | DEPLOYMENT_CONSTRUCTS))
def test_signature_of_construct_has_its_arguments_and_types(name: str) -> None:
    construct = (CONSTRUCTS | DEPLOYMENT_CONSTRUCTS)[name]
    shown = inspect.signature(construct).parameters
    declared = inspect.signature(construct.__init__).parameters

    assert list(shown) == list(declared)[1:]
    assert {each.kind for each in shown.values()} <= {
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    }
    assert typing.get_type_hints(construct.__init__).keys() - {"return"} == set(shown)


def test_help_of_a_construct_shows_its_arguments() -> None:
    assert "Queue(scope: constructs.Construct, id_: str, *, name: str)" in pydoc.plain(pydoc.render_doc(Queue))


def test_subclass_of_a_construct_shows_its_own_arguments() -> None:
    class Uploads(Queue):
        def __init__(self, scope: Construct, *, team: str) -> None:
            super().__init__(scope, team, name=team)

    assert str(inspect.signature(Uploads)) == "(scope: constructs.Construct, *, team: str)"
