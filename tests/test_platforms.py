"""What is ready to copy works where it is copied to, as far as that can be tried here."""

from __future__ import annotations

import json
import os
from pathlib import Path
import re
import shutil
import stat
import subprocess
import sys
import zipfile

from grader.cli import app
from grader.commands.run import SUBMISSION
from grader.exports import FORMATS
from grader.kit.packs import PACKS
import jsonschema
from kit_assignment import ROOT, environment
import pytest
import typer
import yaml

PLATFORMS = ROOT / "platforms"
WORKFLOWS = sorted((PLATFORMS / "github").glob("*.yml"))
IDENTITY = {
    "CLASSROOM": "cs", "ASSIGNMENT": "cam", "OWNER": "alice",
    "SUBMISSION_TAG": "submit/2026-11-21T00-00-00Z-abc", "COMMIT_URL": "https://x/commit/1",
    "RELEASE_URL": "https://x/releases/1",
}  # fmt: skip


def run(
    command: list[str | Path], cwd: Path, **variables: str | Path
) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    own |= {name: str(value) for name, value in variables.items()}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=own, capture_output=True, text=True, check=False
    )


def grader(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-m", "grader", *arguments], ROOT, **variables)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory, small_assignment: Path) -> Path:
    """A folder with every pack."""
    folder = tmp_path_factory.mktemp("packs")
    for name in PACKS:
        out = folder / (f"{name}.zip" if name == "gradescope" else name)
        made = grader("pack", name, out, "--assignment", small_assignment)
        assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """A folder with what a student handed in: the file, and another."""
    folder = tmp_path / "submission"
    folder.mkdir()
    shutil.copy(ROOT / "reference_solution.py", folder / SUBMISSION)
    (folder / "notes.txt").write_text("hello")
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Stands in for apt-get, and for a Python whose `venv` and `pip` install nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    here = f'[ "$2" = pip ] && exit 0\nexec {sys.executable} "$@"\n'
    scripts = {
        "apt-get": "exit 0\n",
        "python3.13": f'[ "$2" = venv ] || exec {sys.executable} "$@"\n'
        f'mkdir -p "$3/bin" && cp "$0.here" "$3/bin/python"\n',
        "python3.13.here": here,
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}")
        (folder / name).chmod(0o755)
    return folder


def test_gradescope_from_the_zip_to_the_results(
    packs: Path, submission: Path, tools: Path, tmp_path: Path
) -> None:
    autograder = tmp_path / "autograder"
    (autograder / "results").mkdir(parents=True)
    shutil.copytree(submission, autograder / "submission")
    unzipped = run(["unzip", "-q", packs / "gradescope.zip", "-d", autograder / "source"], tmp_path)
    assert unzipped.returncode == 0, unzipped.stderr
    path = f"{tools}:{os.environ['PATH']}"
    variables: dict[str, str | Path] = {"VENV": tmp_path / "venv", "AUTOGRADER": autograder}
    setup = run([autograder / "source" / "setup.sh"], tmp_path, PATH=path, **variables)
    assert setup.returncode == 0, setup.stderr
    for place in ("", "grader", "expected_outputs", "expected_outputs/hidden-top2"):
        assert not stat.S_IMODE((autograder / "source" / place).stat().st_mode) & 0o077
    marked = run([autograder / "source" / "run_autograder"], autograder, **variables)
    assert marked.returncode == 0, marked.stderr
    results = json.loads((autograder / "results" / "results.json").read_text())
    assert results["score"] == 100
    assert {test["visibility"] for test in results["tests"]} == {"visible", "hidden"}


def test_prairielearn_in_the_image_s_folder(packs: Path, submission: Path, tmp_path: Path) -> None:
    shutil.copytree(submission, tmp_path / "grade" / "student")
    context = tmp_path / "grader"
    shutil.copytree(packs / "docker", context)
    os.chmod(context, 0o700)
    done = run(
        [context / "prairielearn.sh"], tmp_path, GRADE=tmp_path / "grade", PYTHON=sys.executable
    )
    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "grade" / "results" / "results.json").read_text())
    assert results["gradable"] is True and results["score"] == 1.0


def test_a_prairielearn_question_fits_the_image(packs: Path) -> None:
    info = json.loads((packs / "prairielearn" / "info.json").read_text())
    options = info["externalGradingOptions"]
    assert info["gradingMethod"] == "External" and options["enabled"] is True
    assert options["enableNetworking"] is False and options["timeout"] <= 600
    entry = Path(options["entrypoint"])
    assert entry.parent == Path("/grader") and (packs / "docker" / entry.name).stat().st_mode & 1
    assert (packs / "prairielearn" / "clientFilesQuestion" / SUBMISSION).exists()
    assert f'file-names="{SUBMISSION}"' in (packs / "prairielearn" / "question.html").read_text()


def test_classroom50_from_the_checkout_to_the_result(
    packs: Path, submission: Path, tools: Path, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    home = tmp_path / "home" / ".cache" / "guided-grad-cam" / "bin"
    home.mkdir(parents=True)
    shutil.copy(tools / "python3.13.here", home / "python")
    command = [sys.executable, packs / "classroom50" / "autograder.py"]
    done = run(command, submission, HOME=tmp_path / "home", **IDENTITY)
    assert done.returncode == 0, done.stderr
    result = json.loads((submission / "result.json").read_text())
    schema = ROOT / "grader/exports/schemas/classroom50-result-v1.schema.json"
    jsonschema.validate(result, json.loads(schema.read_text()))
    assert (result["score"], result["owner"]) == (100, "alice")


def test_what_is_public_has_nothing_hidden(packs: Path) -> None:
    for name, pack in PACKS.items():
        if pack.is_public:
            assert not list((packs / name).rglob("*hidden*"))
    with zipfile.ZipFile(packs / "gradescope.zip") as archive:
        names = archive.namelist()
    assert any("hidden-top2" in name for name in names)
    assert not [n for n in names if "reference" in n or "mistakes/" in n or "golden.py" in n]


def test_a_submission_without_the_file_says_so(small_assignment: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "essay.docx").write_bytes(b"PK")
    out = tmp_path / "results.json"
    done = grader(
        "run", "prairielearn", tmp_path / "in", "--out", out, "--assignment", small_assignment
    )
    assert done.returncode == 0, done.stderr
    assert "essay.docx" in out.read_text() and json.loads(out.read_text())["score"] == 0


def test_what_an_instructor_tries_first_has_full_marks_and_a_link_to_it_none(
    small_assignment: Path, tmp_path: Path
) -> None:
    """The reference under its own name; and a student who hands in a link to it."""
    link = tmp_path / "student_template.py"
    link.symlink_to(ROOT / "reference_solution.py")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "reference_solution.py").symlink_to(ROOT / "reference_solution.py")
    for handed_in, score in ((ROOT / "reference_solution.py", 1), (link, 0), (folder, 0)):
        out = tmp_path / "results.json"
        done = grader(
            "run", "prairielearn", handed_in, "--out", out, "--assignment", small_assignment
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(out.read_text())["score"] == score
        assert ("links are not followed" in out.read_text()) == (score == 0)


def test_a_format_or_platform_that_there_is_not_is_a_sentence(tmp_path: Path) -> None:
    for arguments in (["run", "blackboard", tmp_path, "--out", "x"], ["pack", "blackboard", "x"]):
        done = grader(*arguments)
        assert done.returncode == 2 and "blackboard" in done.stderr
        assert "Traceback" not in done.stderr


def test_pytest_shows_the_blanks_as_tests(small_assignment: Path, tmp_path: Path) -> None:
    work = tmp_path / "work.py"
    source = (ROOT / "reference_solution.py").read_text("utf-8")
    imported = tmp_path / "imported"
    spy = f"\nopen({str(imported)!r}, 'w')\n"
    work.write_text(source.replace("(x > 0) & (grad > 0)", "grad > 0") + spy, "utf-8")
    plugin = [sys.executable, "-m", "pytest", "-p", "grader.pytest_plugin", "-q"]
    command = [*plugin, "--submission", work, "--assignment", small_assignment]
    work.write_text(work.read_text("utf-8").replace(spy, ""), "utf-8")
    done = run(command, ROOT)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 3 passed" in done.stdout
    assert "TODO1 is wrong: 0 of 20 points." in done.stdout
    work.write_text(spy, "utf-8")
    assert run(command, ROOT).returncode == 1 and not imported.exists()


def test_the_commit_hook_refuses_what_cannot_be_marked(tmp_path: Path) -> None:
    hook = PLATFORMS / "pre-commit" / "pre-commit.sh"
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit $STATUS\n")
    python.chmod(0o755)
    for status, full_marks, refused in ((0, "1", 0), (1, "", 0), (1, "1", 1), (2, "", 2)):
        done = run([hook], tmp_path, STATUS=str(status), FULL_MARKS=full_marks)
        assert done.returncode == refused


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_one(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow[True] and workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["runs-on"] and job["timeout-minutes"] <= 360
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            if "run" in step:
                checked = run(["bash", "-n", "-c", step["run"]], ROOT)
                assert checked.returncode == 0, checked.stderr
                assert "${{" not in step["run"], "inputs go through env: they could hold commands"


def test_every_command_that_is_written_down_exists() -> None:
    known = {name for name in typer.main.get_command(app).commands}  # type: ignore[attr-defined]
    for path in (*PLATFORMS.rglob("*"), ROOT / "grader" / "kit" / "readme.py"):
        if path.is_file():
            for command in re.findall(r"-m grader ([a-z]+)", path.read_text("utf-8")):
                assert command in known, f"{path}: {command}"
            for form in re.findall(r"grader (?:run|export) ([a-z0-9-]+)", path.read_text("utf-8")):
                assert form in FORMATS or form == "list", f"{path}: {form}"


def test_shell_scripts_and_the_hook_s_settings_can_be_read() -> None:
    for path in PLATFORMS.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"#!"):
            assert run(["bash", "-n", path], ROOT).returncode == 0
            assert path.stat().st_mode & 0o111
    settings = yaml.safe_load((PLATFORMS / "pre-commit/.pre-commit-config.yaml").read_text())
    (hook,) = settings["repos"][0]["hooks"]
    assert re.search(hook["files"], SUBMISSION) and re.search(
        hook["files"], "student_template.ipynb"
    )
