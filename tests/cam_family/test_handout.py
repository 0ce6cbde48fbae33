"""What students get of the second assignment: all that they need, and nothing hidden."""

from __future__ import annotations

import json
from pathlib import Path
import re
import subprocess
import sys

from cam_family.subject import HERE, SUBJECT
from cam_family.tables import HANDOUTS
from grader import ROOT
from grader.core.assignment import Assignment
from grader.core.language import languages
from grader.core.toml import read_toml
from grader.goldens.catalogue import read_mistakes
from grader.handout.handed_out import templates
from grader.handout.kit.contents import kit_files
import pytest

ASSIGNMENT = HERE / "assignment.toml"


@pytest.fixture(scope="module")
def kit() -> dict[str, bytes]:
    return kit_files(SUBJECT, Assignment.read(ASSIGNMENT))


def test_the_committed_templates_are_made_of_the_reference() -> None:
    for name, text in templates(SUBJECT).items():
        assert (HERE / name).read_bytes() == text, name


def test_the_kit_holds_the_public_cases_alone(kit: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("assignment.toml", "objects.toml"):
        (tmp_path / name).write_bytes(kit[f"data/{name}"])
    cases = read_toml(tmp_path / "assignment.toml")["case"]
    assert {case["visibility"] for case in cases} == {"public"}
    scenes = {case["scene"] for case in cases}
    assert {Path(name).stem for name in kit if "/scenes/" in name} == scenes
    assert set(read_toml(tmp_path / "objects.toml")) == scenes
    assert not [name for name in kit if "reference" in name or "mistakes/" in name]


def test_every_module_that_the_kit_imports_is_in_it(kit: dict[str, bytes]) -> None:
    own = {Path(name).stem for name in kit if name.startswith("cam_family/")}
    for name, text in kit.items():
        if name.startswith("cam_family/") and name.endswith(".py"):
            needed = re.findall(r"(?:from|import) cam_family\.(\w+)", text.decode())
            assert set(needed) <= own, name


def test_every_hint_is_translated() -> None:
    for language in languages()[1:]:
        for mistake in read_mistakes(SUBJECT.catalogue):
            assert language.translate(mistake.hint) != mistake.hint, mistake.id


def test_both_handouts_have_the_same_figures() -> None:
    figures = {}
    for language, handout in HANDOUTS.items():
        tables = re.findall(
            r"<!-- \w+ -->\n(.*?)<!-- end -->", handout.read_text("utf-8"), re.DOTALL
        )
        figures[language] = re.findall(r"-?\d[\d.%]*", "".join(tables))
    assert figures["en"] == figures["zh"]
    assert len(figures["en"]) == 8 * 6 + 3 * 4


@pytest.mark.parametrize("notebook", sorted(HERE.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_has_a_cell_for_each_function(notebook: Path) -> None:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for blank in SUBJECT.blanks:
        for function in blank.functions:
            assert sum(f"def {function}(" in cell for cell in code) == 1


def test_the_grader_imports_no_framework_for_it() -> None:
    code = (
        "import sys; from pathlib import Path; from grader.core.assignment import Assignment; "
        f"Assignment.read(Path({str(ASSIGNMENT)!r})).subject; "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("name", "eight"), [("HANDOUT.md", "eight"), ("HANDOUT.zh.md", "八种方法")]
)
def test_the_number_of_methods_is_that_of_the_table(name: str, eight: str) -> None:
    text = (ROOT / "cam_family" / name).read_text("utf-8")
    table = text.split("<!-- worth -->")[1].split("<!-- end -->")[0]
    assert len(table.strip().splitlines()) - 2 == 8
    assert eight in text.split("##")[0]
