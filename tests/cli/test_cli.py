"""The command line: exit statuses, and input that cannot be used is one sentence."""

from __future__ import annotations

from collections.abc import Callable
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys

from grader.cli.commands.golden import make_goldens, verify_goldens
from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.jail.run.worker import WorkerDied
import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    """A copy of the assignment with its goldens, to be damaged."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "expected_outputs", tmp_path / "expected_outputs")
    return tmp_path / "data" / "assignment.toml"


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command ended with status 2 and one sentence that has these words."""
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def test_full_marks_exit_with_0_and_fewer_with_1(tmp_path: Path) -> None:
    html = tmp_path / "report.html"
    good = run("check", ROOT / "data/submissions/full_marks.py", "--html", html)
    assert good.returncode == 0, good.stderr
    assert "100 / 100" in good.stdout and html.stat().st_size > 10_000
    assert good.stderr == ""
    fewer = run("check", ROOT / "student_template.py", "--json")
    assert fewer.returncode == 1
    report = json.loads(fewer.stdout)
    assert report["score"] == 0
    assert {blank["status"] for blank in report["blanks"]} == {"blank"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "is not a file"), (b"", "is empty"), (b"  \n", "is empty"), (b"#" * 2**21, "larger")],
)
def test_a_file_that_cannot_be_marked_is_a_sentence(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "work.py"
    if content is not None:
        path.write_bytes(content)
    refused(run("check", path), words)


def test_a_folder_where_a_file_is_due_is_a_sentence(tmp_path: Path) -> None:
    refused(run("check", tmp_path), "is a folder", "student_template.py")


@pytest.mark.parametrize("command", ["check", "watch"])
@pytest.mark.parametrize(("path", "words"), [(".", "is a folder"), ("README.md", "not a Python")])
def test_what_is_no_submission_is_a_sentence(command: str, path: str, words: str) -> None:
    refused(run(command, path), words)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "alice.py").symlink_to(ROOT / "reference_solution.py")
    refused(run("check", tmp_path / "alice.py"), "alice.py is a link")


@pytest.mark.parametrize("make", [make_goldens, verify_goldens])
def test_a_servers_death_under_golden_is_a_sentence(
    assignment: Path, make: Callable[[Path], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(_assignment: Assignment) -> None:
        raise WorkerDied("a warm server ended: no message")

    monkeypatch.setattr("grader.cli.commands.golden.resolve_assignment", died)
    with pytest.raises(BadInput, match="a warm server ended"):
        make(assignment)


def test_an_unknown_command_or_assignment_is_a_sentence(tmp_path: Path) -> None:
    assert run("chek").returncode == 2
    refused(run("check", "student_template.py", "--assignment", tmp_path / "x.toml"), "x.toml")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('scene = "cat_coffee"', 'scene = "no_such_scene"'), "no scene 'no_such_scene'"),
        (('network = "demo"', 'network = "resnet"'), "resnet"),
        (('network = "demo"', 'network = "none.keras"'), "none.toml"),
    ],
)
def test_goldens_of_another_assignment_are_refused(
    assignment: Path, change: tuple[str, str], words: str
) -> None:
    assignment.write_text(assignment.read_text().replace(*change, 1))
    refused(run("check", ROOT / "student_template.py", "--assignment", assignment), words)


def test_goldens_of_another_network_are_refused(assignment: Path) -> None:
    text = assignment.read_text().replace('network = "demo"', 'network = "demo_network.toml"')
    assignment.write_text(text)
    network = assignment.with_name("demo_network.keras")
    network.write_bytes(network.read_bytes() + b"x")
    result = run("check", ROOT / "student_template.py", "--assignment", assignment)
    refused(result, "another version of: network", "python -m grader golden")


def test_a_damaged_golden_is_refused(assignment: Path) -> None:
    golden = next(assignment.parents[1].glob("expected_outputs/*/grad_cam.png"))
    golden.write_bytes(golden.read_bytes()[:100])
    result = run("check", ROOT / "student_template.py", "--assignment", assignment)
    refused(result, "grad_cam.png is damaged")


def test_a_golden_exchanged_for_another_is_refused(assignment: Path) -> None:
    folder = assignment.parents[1] / "expected_outputs"
    one, other = sorted(folder.glob("*/saliency_class.png"))[:2]
    shutil.copy(other, one)
    result = run("check", ROOT / "student_template.py", "--assignment", assignment)
    refused(result, "not the golden that the manifest names")


def test_a_folder_of_something_else_is_not_graded_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    result = run("grade", ROOT / "data/submissions", "--out", tmp_path)
    refused(result, "holds other files")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_of_submissions_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    refused(run("grade", tmp_path / "class", "--out", tmp_path / "out"), "holds no submissions")
    refused(run("grade", tmp_path / "none", "--out", tmp_path / "out"), "is not a folder")


def test_the_reference_still_makes_the_committed_goldens() -> None:
    result = run("golden", "--verify")
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 not." in result.stdout


def test_the_template_says_which_blank_is_next_and_shows_what_it_can(tmp_path: Path) -> None:
    command = [sys.executable, "student_template.py", "--out", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert "Next: TODO1: " in result.stdout
    folder = tmp_path / "cat_coffee-coffee-block5_conv3"
    assert (folder / "scene.png").exists() and (folder / "contact_sheet.png").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--scene", "dog", "no scene 'dog'"),
        ("--class", "dog", "no class 'dog'"),
        ("--class", "99", "no class '99'"),
        ("--layer", "fc1", "no convolutional layer 'fc1'"),
        ("--network", "alexnet", "no network named 'alexnet'"),
    ],
)
def test_what_the_reference_cannot_explain_is_a_sentence(
    tmp_path: Path, option: str, value: str, words: str
) -> None:
    command = [sys.executable, "reference_solution.py", "--out", str(tmp_path), option, value]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    refused(result, words)


def test_pictures_that_cannot_be_written_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "pictures"
    command = [sys.executable, "reference_solution.py", "--out", str(out)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    refused(result, "cannot be written")


def test_an_edited_copy_does_not_overwrite_the_goldens_it_was_copied_with(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    text = (ROOT / "data" / "assignment.toml").read_text("utf-8")
    copy.write_text(text.replace('"../expected_outputs"', f'"{ROOT / "expected_outputs"}"'))
    refused(run("golden", "--assignment", copy), "would overwrite", "folder of its own")
