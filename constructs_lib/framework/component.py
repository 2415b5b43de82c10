"""The base class of the library's constructs."""

import inspect
from typing import Any

from constructs import Construct

from constructs_lib.framework.target_versions import declare_target_versions


class InitSignature:
    """The signature of a class, as its `__init__` declares it.

    jsii's metaclass takes any arguments, so `inspect.signature`, `help()` and notebooks would show `(*args, **kwargs)`.
    It is computed when it is read, for the class that is asked, so that imports are not slower and a subclass with its
    own `__init__` has its own signature.
    """

    def __get__(self, instance: Any, owner: type) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("an instance has no signature")
        declared = inspect.signature(owner.__init__)  # type: ignore[misc]
        return declared.replace(
            parameters=list(declared.parameters.values())[1:], return_annotation=inspect.Signature.empty
        )


class Component(Construct):
    """A construct whose signature is visible to `inspect`, `help()` and notebooks: the base class of your own
    constructs.

    Example:
        class Team(Component):
            def __init__(self, scope: Construct, id_: str, *, name: str) -> None:
                super().__init__(scope, id_)
                self.suffix = RandomSuffix(self, "suffix", renewed_with=[name])

        Team(stack, "team", name="research")
    """

    __signature__ = InitSignature()

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        # A component in a component has its declaration.
        if not isinstance(scope, Component):
            declare_target_versions(self)
