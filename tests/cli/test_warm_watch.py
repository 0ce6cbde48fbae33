"""What a warm process cannot do is noticed there, so that nothing else needs a cold one."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, sys
from grader.gradcam.exercises import watch_for_what_needs_cold
from grader.jail.run.load import load
import tensorflow as tf
tf.config.run_functions_eagerly(True)
found = []
for source in json.load(sys.stdin):
    needs_cold = watch_for_what_needs_cold()
    try:
        load(source.encode()).module
    except Exception:
        pass
    found.append(needs_cold())
print(json.dumps(found))
"""

HARMLESS = {
    "nothing": "x = 1",
    "a tape": "import tensorflow as tf\nx = tf.constant(1.0)\nwith tf.GradientTape() as tape:\n"
    "    tape.watch(x)\n    y = x * x\ntape.gradient(y, x)",
    "a Keras layer": "import keras, numpy\nkeras.layers.Conv2D(1, 1)(numpy.ones((1, 2, 2, 1)))",
    "an error": "raise ValueError",
}
NEEDS_COLD = {
    "a graph function": "import tensorflow as tf\ntf.function(lambda x: x)",
    "a decorated function": "import tensorflow as tf\n@tf.function\ndef f(x):\n    return x",
    "gradients in a graph": "import tensorflow as tf\ntf.gradients([1.0], [1.0])",
    "a graph": "import tensorflow as tf\ntf.Graph()",
    "a thread": "import threading\nthreading.Thread(target=int).start()",
}


@pytest.fixture(scope="module")
def noticed() -> dict[str, bool]:
    """Whether each source is noticed; watched in this order, in one process."""
    sources = {**HARMLESS, **NEEDS_COLD}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(list(sources.values())),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(sources, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize("what", HARMLESS)
def test_what_a_warm_process_can_do_is_left_to_it(noticed: dict[str, bool], what: str) -> None:
    assert noticed[what] is False


@pytest.mark.parametrize("what", NEEDS_COLD)
def test_what_only_a_cold_process_can_do_is_noticed(noticed: dict[str, bool], what: str) -> None:
    assert noticed[what] is True
