"""The engine runs without TensorFlow: what Rasa imports of it is stood in for, and nothing computes with it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
import tensorflow
from tensorflow import NotHere

ROOT = Path(__file__).parents[2]
# what `rasa run`, `rasa train` and `rasa shell` import; a Rasa upgrade that needs more of TensorFlow fails here
IMPORTED = (
    "rasa.__main__",
    "rasa.cli.run",
    "rasa.cli.shell",
    "rasa.core.agent",
    "rasa.core.policies.ted_policy",
    "rasa.engine.recipes.default_components",
    "rasa.model_training",
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.server",
    "rasa.utils.tensorflow.models",
)


@pytest.mark.parametrize("name", IMPORTED)
def test_rasa_imports(name: str) -> None:
    assert importlib.import_module(name)


def test_the_one_in_use_is_ours() -> None:
    assert Path(tensorflow.__file__).is_relative_to(ROOT / "bot" / "nlu" / "stand_ins")
    lock = (ROOT / "requirements" / "engine.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lock if line.startswith(("tensorflow", "keras", "jax", "tensorboard"))] == []


def test_spacy_goes_on_without() -> None:
    compat = importlib.import_module("thinc.compat")
    assert compat.has_tensorflow is False


def test_using_it_for_real_fails_by_name() -> None:
    layer = sys.modules["rasa.utils.tensorflow.layers"].RandomlyConnectedDense
    with pytest.raises(NotHere, match=r"config\.yml"):
        layer(units=1)
    with pytest.raises(NotHere):
        tensorflow.constant([1, 2], dtype=1)
