"""Notebooks become Python source, and are never run on the way."""

from __future__ import annotations

import ast
import json
from pathlib import Path
import time

from grader.intake import read_one, readable
from grader.intake.magics import without_magics
from grader.intake.notebook import python_of
from grader.intake.tree import Refused
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from tests.intake.builders import notebook


def code(*cells: str) -> str:
    return python_of(notebook(*cells).encode()).decode()


def test_code_cells_are_joined_in_order() -> None:
    assert code("x = 1\ny = 2", "z = 3") == (
        "# Code cell 1\nx = 1\ny = 2\n\n# Code cell 2\nz = 3\n"
    )


def test_other_cells_are_left_out() -> None:
    assert python_of(notebook("# Title", kind="markdown").encode()) == b""


def test_a_source_of_one_string() -> None:
    made = {"cells": [{"cell_type": "code", "source": "x = 1"}]}
    assert b"x = 1" in python_of(json.dumps(made).encode())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("!pip install x\nx = 1", "pass  # !pip install x\nx = 1"),
        ("if x:\n    !ls\ny = 1", "if x:\n    pass  # !ls\ny = 1"),
        ("files = !ls\nx = 1", "pass  # files = !ls\nx = 1"),
        ("t = %timeit -o f()\nx", "pass  # t = %timeit -o f()\nx"),
        ("help?\n?help\nhelp??", "pass  # help?\npass  # ?help\npass  # help??"),
        ("!pip install \\\n  a b\nx", "pass  # !pip install \\\n#   a b\nx"),
        ("%%bash\nls\nrm x", "# %%bash\n# ls\n# rm x"),
        ("%%time\nx = 1", "pass  # %%time\nx = 1"),
        ("\n%%html\n<b>", "# \n# %%html\n# <b>"),
        # Python that only looks like it.
        ("x = (a\n% b)", "x = (a\n% b)"),
        ("x = a \\\n  % b", "x = a \\\n  % b"),
        ('"""\n%matplotlib\n"""', '"""\n%matplotlib\n"""'),
        ("x = '''\n!ls\n'''\n!ls", "x = '''\n!ls\n'''\npass  # !ls"),
        ("x = '(' # (\n!ls", "x = '(' # (\npass  # !ls"),
        ("x = 'it\\'s (' \n!ls", "x = 'it\\'s (' \npass  # !ls"),
        ("x = '\\\n!ls'\n!ls", "x = '\\\n!ls'\npass  # !ls"),
        ("x == y\nx != y", "x == y\nx != y"),
        ("x = 1\r\n!ls", "x = 1\npass  # !ls"),
    ],
)
def test_what_is_not_python_becomes_a_comment(cell: str, expected: str) -> None:
    assert without_magics(cell) == expected


SNIPPETS = st.sampled_from(
    [
        "x = 1",
        "y = 'a # b'",
        "z = [\n1,\n2]",
        '"""doc\n%x\n"""',
        "if x:\n    pass",
        "# note (",
        "w = x \\\n % 2",
    ]
)


@given(st.lists(SNIPPETS, max_size=6))
def test_python_is_left_alone(snippets: list[str]) -> None:
    cell = "\n".join(snippets)
    ast.parse(cell)
    assert without_magics(cell) == cell


@given(st.text(max_size=300))
def test_no_line_is_gained_or_lost(cell: str) -> None:
    assert without_magics(cell).count("\n") == cell.replace("\r\n", "\n").count("\n")


def test_long_lines_of_quotes_take_no_time() -> None:
    for hostile in ("\\'" * 500_000, "'" * 1_000_000, "'\\'" * 300_000, "([{" * 300_000):
        began = time.process_time()
        assert without_magics(hostile) == hostile
        assert time.process_time() - began < 10


def test_a_cell_that_is_not_python_is_named() -> None:
    with pytest.raises(Refused) as refused:
        code("x = 1", "y = 1\ndef f(:\n    pass")
    assert str(refused.value).startswith("Code cell 2 of the notebook is not Python: ")
    assert str(refused.value).endswith(", in line 2 of the cell.")


@pytest.mark.parametrize(
    "cell", ["(" * 100_000, "-" * 400_000 + "1", "a" + ".a" * 300_000, "x = " + "[" * 190]
)
def test_source_that_breaks_pythons_parser_is_a_sentence(cell: str) -> None:
    try:
        code(cell)
    except Refused as why:
        assert "Python" in str(why)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "cannot be read as JSON"),
        (b"[" * 200_000, "cannot be read as JSON"),
        (b'{"a":' * 200_000, "cannot be read as JSON"),
        (b"[1]", "not an object"),
        (b"{}", "has no cells"),
        (b'{"cells": 1}', "has no cells"),
        (b'{"cells": [{"cell_type": "code", "source": 1}]}', "not text"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "not text"),
        (b'{"worksheets": []}', "old format"),
        (json.dumps({"cells": [{}] * 2_001}).encode(), "more than 2000 cells"),
        (notebook("#" * 1_100_000).encode(), "larger than 1 MB"),
    ],
)
def test_what_is_no_notebook_is_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        python_of(content)


def test_a_number_of_a_million_digits_takes_no_time() -> None:
    assert python_of(b'{"cells": [], "x": ' + b"9" * 1_000_000 + b"}") == b""


def test_a_lone_surrogate_is_no_traceback() -> None:
    with pytest.raises(Refused, match="Code cell 1 of the notebook is not Python"):
        python_of(b'{"cells": [{"cell_type": "code", "source": "x = \\"\\ud800\\""}]}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "code"]), inner, max_size=3
        )
    ),
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_json_is_taken_or_refused(value: object) -> None:
    try:
        python_of(json.dumps(value).encode())
    except Refused as why:
        assert str(why).endswith(".")


def test_a_cell_that_is_not_python_is_named_to_whoever_checks_the_notebook(tmp_path: Path) -> None:
    """It is marked as a file that does not run, as a Python file with such a fault is."""
    path = tmp_path / "a.ipynb"
    path.write_text(notebook("x = 1", "x = = 2"))
    submission = read_one(path)
    assert "Code cell 2 of the notebook is not Python" in str(submission.problem)
    assert submission.source and not submission.is_unreadable
    assert readable.main(path) == 2
