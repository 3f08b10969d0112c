"""Stands in for TensorFlow, which Rasa imports for models that this desk does not use.

On the engine's path only (bot.engine.training.engine_environment). It spares 600 MB of installing, 330 MiB of memory and two
seconds of every start. Every name asked of it is a class that can be subclassed, subscripted and used as a decorator: enough
for Rasa's modules to be imported. Using one for real fails with NotHere, so that nothing computes with nothing.
thinc (spaCy) also looks for `tensorflow.experimental.dlpack`, does not find it, and goes on without.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

SUBMODULES = (
    "tensorflow.config",
    "tensorflow.keras",
    "tensorflow.keras.backend",
    "tensorflow.keras.callbacks",
    "tensorflow.keras.layers",
    "tensorflow.keras.utils",
    "tensorflow.python",
    "tensorflow.python.eager",
    "tensorflow.python.eager.wrap_function",
    "tensorflow.python.types",
    "tensorflow.python.types.core",
    "tensorflow.types",
    "tensorflow.types.experimental",
    "keras.utils",
    "keras.utils.control_flow_util",
    "keras.utils.tf_utils",
)


class NotHere(RuntimeError):
    """A component of the pipeline needs the real TensorFlow."""


class _Name(type):
    """A name of TensorFlow: names below it, annotations of it, and classes made from it."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(name, (), {})

    def __getitem__(cls, _key: Any) -> Any:
        return cls

    def __or__(cls, _other: Any) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if (
            not cls.__dict__.get("__module__", "").startswith("rasa.")
            and len(args) == 1
            and callable(args[0])
            and not kwargs
        ):
            return args[0]  # as a decorator
        raise NotHere(f"{cls.__name__}: the engine runs without TensorFlow; take the component out of config.yml")


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return sys.modules.get(f"{self.__name__}.{name}") or _Name(name, (), {})


for _name in SUBMODULES:
    sys.modules.setdefault(_name, _Module(_name))
sys.modules[__name__].__class__ = _Module
