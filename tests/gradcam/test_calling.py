"""What is wrong with a function's call, or with what comes back of it, is said in words."""

from __future__ import annotations

from collections.abc import Callable

from grader.core.exercise import Unusable
from grader.gradcam.calling import call, gradient_came_back, not_resized
from grader.gradcam.exercises import no_window
from grader.jail.run.load import load
import numpy as np
import pytest


def refused(source: str, *arguments: object) -> Unusable:
    """Why `grad_cam` of a submission, called with these or four arguments, is of no use."""
    solution = load(source.encode()).module
    with pytest.raises(Unusable) as raised:
        call(solution, "grad_cam", *(arguments or ("model", "image", 3, "layer")))
    return raised.value


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("def gradcam(*a):\n    pass\n", "missing", "there is a function gradcam"),
        ("def Grad_CAM(*a):\n    pass\n", "missing", "is not there"),
        ("from math import gcd\n", "missing", "is not there"),
        ("grad_cam = 3\n", "missing", "is not a function, but of type int"),
        ("def grad_cam(model, image):\n    return 1\n", "parameters", "takes (model, image)"),
        ("def grad_cam():\n    return 1\n", "parameters", "is called with (model, image, class"),
        (
            "def grad_cam(image, model, class_index, layer_name):\n    return model.inputs\n",
            "order",
            "takes (image, model, class_index, layer_name), and is called with (model, image",
        ),
        ("def grad_cam(m, i, c, l):\n    m + i\n", "none", "returned nothing (None)"),
        ("def grad_cam(m, i, c, l):\n    return m, i\n", "tuple", "a tuple of 2"),
    ],
)
def test_a_call_that_cannot_be_is_explained(source: str, kind: str, words: str) -> None:
    problem = refused(source)
    assert problem.kind == kind and words in str(problem)


GRADIENT = """
class Tape:
    def gradient(self, y, x):
        return None

def grad_cam(m, i, c, l):
    tape = Tape()
    {}
"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return tape.gradient(1, 2)", "no_path"),
        ("g = tape.gradient(1, 2)\n    return g", "no_path"),
        ("g = tape.gradient(1, 2)", "none"),
        ("if c > 9:\n        return tape.gradient(1, 2)", "none"),
        ("return print()", "none"),
    ],
)
def test_a_gradient_that_is_none_is_no_missing_return(body: str, kind: str) -> None:
    assert refused(GRADIENT.format(body)).kind == kind


@pytest.mark.parametrize(
    "source",
    [
        "def grad_cam(model, image, class_index, layer_name):\n    return 5\n",
        "def grad_cam(m, i, c, l='x', extra=3):\n    return 5\n",
        "def grad_cam(*given):\n    return 5\n",
        "grad_cam = lambda image, model, class_index, layer_name: 5\n",
        "class Cam:\n    def __call__(self, *given):\n        return 5\n\ngrad_cam = Cam()\n",
    ],
)
def test_a_legal_function_is_called(source: str) -> None:
    assert call(load(source.encode()).module, "grad_cam", "model", "image", 3, "layer") == 5


def test_a_blank_stays_a_blank_and_another_error_itself() -> None:
    for error in (NotImplementedError, ZeroDivisionError):
        source = f"def grad_cam(m, i, c, l):\n    raise {error.__name__}\n"
        with pytest.raises(error):
            call(load(source.encode()).module, "grad_cam", 1, 2, 3, 4)


@pytest.mark.parametrize("made", [lambda: np.zeros((8, 8)), lambda: np.zeros((1, 8, 8, 1))])
def test_a_map_of_the_image_s_size_is_known(made: Callable[[], np.ndarray]) -> None:
    with pytest.raises(Unusable, match="the image's size"):
        not_resized(made(), (8, 8), (4, 4))
    assert not_resized(made(), (8, 8), (8, 8)) is not None


def test_no_gradient_is_blamed_on_the_function_that_returns_none() -> None:
    source = (
        "def gg_relu(x):\n    def guided_grad(grad):\n        grad > 0\n    return x, guided_grad\n"
    )
    load(source.encode())
    with pytest.raises(Unusable, match="inner guided_grad that returned nothing"):
        gradient_came_back(None)


def test_a_window_is_refused_in_words_and_ends_no_process() -> None:
    with pytest.raises(RuntimeError, match="No window can open here"):
        no_window("name", np.zeros((3, 3)))
