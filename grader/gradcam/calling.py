"""Calling a student's function: what is wrong with the call, or with what comes back, is said.

This runs in the jail. Whether an answer is right is decided elsewhere; here it only becomes one, or
an `Unusable` that says in words why it does not.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from difflib import get_close_matches
import inspect
from types import FunctionType
from typing import Any

from grader.core.exercise import Unusable
from grader.core.language import message
from grader.core.text import Message
from grader.jail.run.crash import definition, returned_gradient
import numpy as np

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "gg_relu": ("x",),
    "replace_activation_layer_in_keras": ("model", "old_activation", "new_activation"),
    "get_class_saliency": ("model", "image", "class_index"),
    "get_saliency": ("model", "image", "layer_name"),
    "grad_cam": ("model", "image", "class_index", "layer_name"),
}
"""The functions that are asked for, with their parameters in order."""

TAKES = message("takes ({own}), and is called with ({expected}), in order")


def call(solution: Any, name: str, *arguments: object) -> Any:
    """What the function `name` of a submission returns: one value, not None.

    Raises Unusable where there is no such function, where it cannot be called so, or where it
    returns None or several values; and whatever the function raises.
    """
    function = _find(solution, name)
    expected = ", ".join(PARAMETERS[name])
    own = _parameters(function)
    if own is not None and not _takes(function, len(arguments)):
        raise Unusable("parameters", Message(TAKES, own=", ".join(own), expected=expected))
    try:
        result = function(*arguments)
    except NotImplementedError:
        raise
    except Exception as error:
        if own and own != PARAMETERS[name] and sorted(own) == sorted(PARAMETERS[name]):
            raise Unusable(
                "order", Message(TAKES, own=", ".join(own), expected=expected)
            ) from error
        raise
    if result is None:
        raise _none(name)
    if isinstance(result, tuple) and len(result) != 1:
        raise Unusable(
            "tuple",
            Message("returned a tuple of {count}, where one value is expected", count=len(result)),
        )
    return result


def activation(solution: Any, values: Any) -> Any:
    """What `gg_relu` makes of some values, which must carry a gradient of its own.

    Raises Unusable where its decorator or one of its two results is missing.
    """
    try:
        return call(solution, "gg_relu", values)
    except Unusable as problem:
        if problem.kind == "tuple" and not _is_decorated():
            raise Unusable(
                "undecorated",
                Message("returned its two results themselves: nothing takes them apart"),
            ) from problem
        raise
    except (TypeError, ValueError) as error:
        # TensorFlow takes apart what the decorated function returns.
        if "unpack" in str(error) and _is_decorated():
            nothing = "NoneType" in str(error)
            raise Unusable(
                "pair",
                Message("returned nothing (None), where two values are expected")
                if nothing
                else Message("returned one value, where two are expected"),
            ) from error
        raise


def gradient_came_back(gradient: Any) -> Any:
    """The gradient that `gg_relu` passed back. Raises Unusable for None, with the likely cause."""
    if gradient is not None:
        return gradient
    inner = definition("gg_relu")
    functions = [] if inner is None else [node for node in ast.walk(inner) if node is not inner]
    for node in functions:
        if isinstance(node, ast.FunctionDef) and not _returns(node):
            raise Unusable(
                "none",
                Message("has an inner {name} that returned nothing (None)", name=node.name),
            )
    raise Unusable("none", Message("passed back no gradient (None)"))


def not_resized(result: Any, size: tuple[int, int], shape: tuple[int, ...]) -> Any:
    """A map as it was returned. Raises Unusable where it has the image's size, and not its own."""
    own = tuple(np.shape(result))
    if shape != size and own in (size, (1, *size), (*size, 1), (1, *size, 1)):
        raise Unusable(
            "resized",
            Message(
                "returned shape {own}, the image's size, instead of {shape}", own=own, shape=shape
            ),
        )
    return result


def _find(solution: Any, name: str) -> Any:
    function = getattr(solution, name, None)
    if callable(function):
        return function
    if function is not None:
        raise Unusable(
            "missing",
            Message("is not a function, but of type {name}", name=type(function).__name__),
        )
    # A submission's own functions, and not what it has imported.
    own = [each for each, value in vars(solution).items() if isinstance(value, FunctionType)]
    near = get_close_matches(name, [each for each in own if each not in PARAMETERS], 1, 0.6)
    if near:
        raise Unusable(
            "missing", Message("is not there, but there is a function {near}", near=near[0])
        )
    raise Unusable("missing", Message("is not there"))


def _parameters(function: Any) -> tuple[str, ...] | None:
    """The names of a function's parameters; None where Python cannot tell."""
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


def _takes(function: Any, count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


def _none(name: str) -> Unusable:
    own = definition(name)
    if own is not None and _ends_in_return(own) and returned_gradient(own):
        return Unusable("no_path", Message("What it returned, a gradient, is None"))
    return Unusable("none", Message("returned nothing (None)"))


def _returns(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function)
    )


def _ends_in_return(function: ast.FunctionDef) -> bool:
    last = function.body[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    return isinstance(last, ast.Return)


def _is_decorated() -> bool:
    own = definition("gg_relu")
    return own is not None and bool(own.decorator_list)
