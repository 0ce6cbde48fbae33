"""What is said of an exception is its cause and the student's own line, in a file or a notebook."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from grader.core.answer import Header
from grader.jail.run.crash import cause
from grader.jail.run.load import load
from grader.jail.run.student import crash
import pytest


def failure(source: str, call: Callable[[ModuleType], object] = lambda module: None) -> Header:
    """What is said of a submission that cannot be imported, or of a call that fails."""
    try:
        module = load(source.encode()).module
    except BaseException as error:
        return crash("import", error)
    with pytest.raises(BaseException) as raised:
        call(module)
    return crash("call", raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{{function_node __wrapped__AddV2_device_/job:localhost/replica:0/task:0/device:CPU:0}}"
            " Incompatible shapes: [2,3] vs. [4] [Op:AddV2] name: ",
            "Incompatible shapes: [2,3] vs. [4]",
        ),
        (
            "Exception encountered when calling Functional.call().\n\n\x1b[1mException encountered "
            "when calling Conv2D.call().\n\n\x1b[1m{{function_node __wrapped__Reshape}} Input to "
            "reshape is a tensor with 8 values, but the requested shape has 2 [Op:Reshape]\x1b[0m"
            "\n\nArguments received by Conv2D.call():\n  • inputs=1\x1b[0m\n\nArguments …",
            "Input to reshape is a tensor with 8 values, but the requested shape has 2",
        ),
        (
            'in user code:\n\n    File "submission.py", line 83, in f  *\n        if x > 0:\n\n'
            "    ValueError: condition of if statement expected to be `tf.bool` scalar\n",
            "ValueError: condition of if statement expected to be `tf.bool` scalar",
        ),
        (
            "Value for attr 'T' of bool is not in the list of allowed values: float, double\n\t; "
            "NodeDef: {{node BiasAddGrad}}; Op<name=BiasAddGrad> [Op:BiasAddGrad] name: ",
            "Value for attr 'T' of bool is not in the list of allowed values: float, double",
        ),
    ],
)
def test_the_cause_is_taken_out_of_the_wrapping(text: str, said: str) -> None:
    assert cause(ValueError(text)) == said


def test_a_line_is_said_with_its_text_and_its_function() -> None:
    source = "def f(x):\n    y = 0\n    return x / y\n"
    assert failure(source, lambda module: module.f(1)).message == (
        "ZeroDivisionError: division by zero (line 3, in f: `return x / y`)"
    )


def test_a_line_of_a_notebook_is_said_by_its_cell() -> None:
    source = "# Code cell 1\nimport math\n\n# Code cell 2\ndef f(x):\n    return x / 0\n"
    said = failure(source, lambda module: module.f(1)).message
    assert said.endswith("(cell 2, line 2, in f: `return x / 0`)")


def test_a_comment_does_not_make_a_notebook_of_a_file() -> None:
    source = "import math\n# Code cell 2\nx = 1 / 0\n"
    assert failure(source).message.endswith("(line 3: `x = 1 / 0`)")


def test_a_syntax_error_names_its_line_and_its_text() -> None:
    said = failure("x = 1\ndef f(:\n")
    assert said.kind == "import" and said.message.endswith("(line 2: `def f(:`)")


@pytest.mark.parametrize("end", ["quit()", "exit(2)", "raise SystemExit", "import sys; sys.exit()"])
def test_what_ends_python_is_named_by_its_line(end: str) -> None:
    said = failure(f"x = 1\n{end}\n")
    assert said.kind == "ends" and said.message == f"line 2: `{end}`"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_null_bytes_are_known_for_an_encoding(encoding: str) -> None:
    try:
        load("x = 1\n".encode(encoding))
    except SyntaxError as error:
        assert crash("import", error).kind == "encoding"


TAPE = """
class Tape:
    def gradient(self, y, x):
        return None


def f(tape):
    {}
"""


@pytest.mark.parametrize(
    "body",
    [
        "return tape.gradient(1, 2)[0]",
        "g = tape.gradient(1, 2)\n    return g[0]",
        "grads = tape.gradient(\n        1, 2\n    )\n    loss = 3\n    return grads.shape, loss",
        "g, h = tape.gradient(1, 2), 3\n    return g + h",
    ],
)
def test_a_gradient_that_is_none_is_known_as_one(body: str) -> None:
    said = failure(TAPE.format(body), lambda module: module.f(module.Tape()))
    assert said.kind == "no_path", said


@pytest.mark.parametrize(
    "body",
    [
        "photo = print()\n    return photo[0]",
        "photo = [1].sort()\n    x = 3\n    return len(photo) + x",
        "photo = dict().get(1)\n    return photo.shape",
    ],
)
def test_another_none_is_named_with_the_line_that_made_it(body: str) -> None:
    said = failure(TAPE.format(body), lambda module: module.f(module.Tape()))
    assert said.kind == "nothing"
    assert "`photo` is None: line 8, in f" not in said.message  # it is said of the line alone
    assert f"`photo` is None: line 8: `{body.splitlines()[0]}`" in said.message


def test_a_none_that_has_nothing_to_do_with_it_is_not_named() -> None:
    source = "def f():\n    nothing = None\n    return int('a'), nothing\n"
    said = failure(source, lambda module: module.f())
    assert said.kind == "call" and "is None" not in said.message


def test_a_message_that_cannot_be_read_does_no_harm() -> None:
    class Nasty(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert "cannot be read" in crash("call", Nasty()).message
