"""What is said of an answer that is no picture: what went wrong, its likely cause, what to look at.

A failure's `kind` comes out of the jail, and its message as well: both are only shown, and what is
recognised in a message changes no mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
import re

from grader.core import hints
from grader.core.answer import Failure
from grader.core.language import message
from grader.core.report import Hint
from grader.core.text import Message

KINDS: Mapping[str, str] = {
    **hints.FAILURES,
    "none": message("It {message}. Is a `return` missing, or never reached?"),
    "no_path": message(
        "{message}. A gradient is None where the tape finds no path from what it is asked "
        "about to the value that is differentiated. Is the input watched, and is every step in "
        "between a TensorFlow operation (no numpy(), predict() or argmax)?"
    ),
    "nothing": message("{message}."),
    "missing": message(
        "The function {message}. It must have the name that it has in the template."
    ),
    "parameters": message("It {message}. Keep the parameters as they are in the template."),
    "order": message(
        "It {message}. Keep the parameters in the order that they have in the template."
    ),
    "tuple": message("It {message}. What else it computes need not be returned."),
    "pair": message("It {message}: the activation, and the function `guided_grad`."),
    "undecorated": message("It {message}. Is `@tf.custom_gradient` still above the function?"),
    "resized": message(
        "It {message}. The map keeps the size that the layer has: resizing is done for you."
    ),
    "shape": message(
        "It {message}. Compare with the docstring: which axes are asked for, and of which layer?"
    ),
    "dtype": message(
        "The dtype is wrong: {message}. The gradient must keep the dtype of its input: is "
        "there a cast to a fixed dtype, or to bool?"
    ),
    "bool": message("It {message}. A comparison gives booleans: what are they for?"),
    "not_numbers": message("It {message}, where an array of numbers is expected."),
    "not_finite": message(
        "{message}. Is something divided by a value that can be zero, such as the "
        "maximum of a map that is zero everywhere?"
    ),
    "not_a_model": message("It {message}."),
    "encoding": message(
        "The file cannot be read as Python: {message}. Was it saved as UTF-16? Save it as UTF-8."
    ),
    "ends": message(
        "The code ends Python at {message}. Keep what runs the program below `if __name__ == "
        '"__main__":`, and do not call quit() or exit().'
    ),
    "killed": message(
        "The run ended early: {message}. Does the code open a window (cv2.imshow)? No window "
        "can open here."
    ),
}
OF_THE_FILE = (
    *("import", "package", "encoding", "ends", "blank", "timed_out", "cpu_time", "out_of_memory"),
    *("scratch", "killed", "exited", "file"),
)
"""The kinds that are no function's own: they are told once, and without its name."""

ERRORS: Mapping[str, str] = {
    r"attribute\s'_id'|argument\s`type_value`": message(
        "{message}. The tape was given a plain number that "
        "TensorFlow knows nothing of: predict(), numpy(), float() and NumPy's functions leave it. "
        "Call `model(image)`, and stay with TensorFlow's functions inside the tape."
    ),
    r"truth\svalue\sof|as\sa\sPython\s`?bool|condition\sof\sif": message(
        "{message}. `and`, `or`, `not` "
        "and `if` want a single truth value, and a tensor has one for each place: use `&`, `|` and "
        "`~` with brackets around each comparison, and `tf.where` in place of `if`."
    ),
    r"Bitwise(And|Or|Xor)|values:\sint8,\sint16,\sint32|convert\s0\sto": message(
        "{message}. Does each "
        "comparison have brackets of its own? `&` and `|` bind more tightly than `>` and `<`."
    ),
    r"KerasTensor\scannot\sbe\sused": message(
        "{message} A layer's `output` only describes what it will "
        "give. What has to be applied to the image?"
    ),
    r"\bof\sbool\sis\snot\sin": message(
        "{message}. A comparison gives truth values: was one multiplied "
        "without being turned into numbers first?"
    ),
    r"expected\sto\sbe\san?\s\w+\stensor\sbut": message(
        "{message}. Two dtypes meet: is one of them written out where that of the input is wanted?"
    ),
    r"cannot\sadd\snew\selements\sof\sstate": message(
        "{message} Give the layer a function as its activation, not a layer."
    ),
    r"No\ssuch\slayer": message("{message} The layer's name is the argument `layer_name`."),
}
"""What is made of an exception's text, by the words that it is known by."""

GRAD_CAM_NO_PATH = message(
    "{message}. A gradient is None where the tape finds no path from the layer's output to the "
    "score. Do both come from one call of one model, and is every step in between a TensorFlow "
    "operation (no numpy(), predict() or argmax)?"
)
SHAPE = re.compile(r"shape\s\(([\d,\s]*)\),\swhere\s\(([\d,\s]*)\)")


def explain_failure(failure: Failure, function: str = "") -> Hint:
    """The hint for an answer of a function that is no picture, without the function's name.

    Its id is one of KINDS, whatever kind a submission may have forged: ids name known mistakes.
    """
    kind = failure.kind if failure.kind in KINDS else "call"
    template = next(_templates(kind, str(failure.message), function), KINDS[kind])
    return Hint.of(kind, Message(template, message=failure.message))


def _templates(kind: str, said: str, function: str) -> Iterator[str]:
    if kind == "no_path" and function == "grad_cam":
        yield GRAD_CAM_NO_PATH
    if kind == "call":
        for pattern, template in ERRORS.items():
            if re.search(pattern, said):
                yield template
    found = SHAPE.search(said) if kind == "shape" else None
    if found is not None:
        own, expected = (tuple(map(int, re.findall(r"\d+", part))) for part in found.groups())
        yield from _of_shape(own, expected)


def _of_shape(own: tuple[int, ...], expected: tuple[int, ...]) -> Iterator[str]:
    """What is likely behind a wrong shape; sizes of one mean nothing."""
    own = tuple(size for size in own if size != 1)
    if not own:
        yield message("It {message}. A single number came back: which of its axes were added up?")
    elif len(expected) == 2 and len(own) == 3 and own[:2] == expected:
        yield message(
            "It {message}. The layer's channels are still there: the sum over them is missing."
        )
    elif len(expected) == 2 and own[-2:] == expected:
        yield message("It {message}. There is one axis too many in front: what does it count?")
    elif len(expected) == 2 and len(own) == 1:
        yield message(
            "It {message}. One number for each channel came back: the map is still to be made."
        )
    elif len(expected) == 3 and own == expected[:2]:
        yield message(
            "It {message}. The colours are gone: each value of the image has a gradient of its own."
        )
    elif len(expected) == 3 and len(own) == 3 and own[0] < expected[0] and own[2] > 3:
        yield message(
            "It {message}. This is a gradient by a layer's output: by what is it asked for?"
        )
