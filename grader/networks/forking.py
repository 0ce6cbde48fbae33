"""TensorFlow in a process that is forked once it has run: what makes that work, and what does not.

For the exercises of a subject (`grader.jail.run.exercises`).
"""

from __future__ import annotations

from collections.abc import Callable
import sys
from threading import Thread
from typing import Any

import tensorflow as tf

OUT_OF_MEMORY = (tf.errors.ResourceExhaustedError.__name__,)


def run_without_threads() -> None:
    """To be called before TensorFlow runs its first operation, in a process that will be forked.

    TensorFlow's threads do not survive a fork; with one, each operation runs in its caller. Graphs
    would still wait for threads that are gone, so functions are run eagerly.
    """
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.run_functions_eagerly(True)


def watch_for_graphs_and_threads(file: str) -> Callable[[], bool]:
    """Whether, from now on, the code in `file` meets what no process that was forked warm can do.

    Those are graphs, which wait there for threads that are gone, or are run line by line instead,
    where `tf.gradients` fails; and threads of its own. Keras's own graphs give the same either way.
    """
    met: list[bool] = []

    def noting(called: Callable[..., Any], *, by_anybody: bool) -> Callable[..., Any]:
        def noted(*arguments: Any, **options: Any) -> Any:
            met.append(by_anybody or sys._getframe(1).f_code.co_filename == file)
            return called(*arguments, **options)

        return noted

    own = (tf, "function"), (tf, "gradients"), (tf.Graph, "__init__")
    for owner, name in (*own, (Thread, "start")):
        setattr(owner, name, noting(getattr(owner, name), by_anybody=owner is Thread))
    return lambda: any(met)
