"""What is ready to copy works where it is copied to, as far as that can be tried here."""

from __future__ import annotations

from collections.abc import Mapping
import json
import os
from pathlib import Path
import re
import shutil
import stat
import subprocess
import sys
import tarfile

from grader.cli.commands.pack import PACKS
from grader.cli.commands.run import SUBMISSION
from grader.cli.main import app
from grader.results.exports import FORMATS
import pytest
import typer
import yaml

from tests.kit_assignment import ROOT, environment

PLATFORMS = ROOT / "platforms"
Packs = Mapping[str, Path]
WORKFLOWS = sorted((PLATFORMS / "github").glob("*.yml"))


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


def test_a_prairielearn_question_fits_the_image(packs: Packs) -> None:
    info = json.loads((packs["prairielearn"] / "info.json").read_text())
    options = info["externalGradingOptions"]
    assert info["gradingMethod"] == "External" and options["enabled"] is True
    assert options["enableNetworking"] is False and options["timeout"] <= 600
    entry = Path(options["entrypoint"])
    assert entry.parent == Path("/grader") and (packs["docker"] / entry.name).stat().st_mode & 1
    assert (packs["prairielearn"] / "clientFilesQuestion" / SUBMISSION).exists()
    assert f'file-names="{SUBMISSION}"' in (packs["prairielearn"] / "question.html").read_text()


def test_what_is_public_has_nothing_hidden(packs: Packs) -> None:
    for name, pack in PACKS.items():
        if pack.is_public:
            assert not list(packs[name].rglob("*hidden*"))
    with tarfile.open(packs["autolab"] / "autograde.tar") as archive:
        in_tar = archive.getnames()
    for names in (in_tar, [str(path) for path in packs["gradescope"].rglob("*")]):
        assert any("hidden-top2" in name for name in names)
        assert not [n for n in names if "reference" in n or "mistakes/" in n or "golden.py" in n]


def test_no_pack_installs_what_only_tests_need(packs: Packs) -> None:
    whole = (ROOT / "requirements.lock").read_text()
    for name in ("gradescope", "docker", "classroom50", "github", "autolab"):
        lock = (packs[name] / "requirements.lock").read_text()
        installed = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
        assert not installed & {"pytest", "mypy", "ruff", "hypothesis", "selenium", "babel"}
        # The same versions as those that all tests ran with.
        pinned = re.findall(r"^[a-z0-9-]+==\S+", lock, re.MULTILINE)
        assert pinned and set(pinned) <= set(re.findall(r"^[a-z0-9-]+==\S+", whole, re.MULTILINE))


def test_gradescope_s_setup_closes_what_students_must_not_read(
    packs: Packs, tools: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    shutil.copytree(packs["gradescope"], source)
    path = f"{tools}:{os.environ['PATH']}"
    setup = run([source / "setup.sh"], tmp_path, PATH=path, VENV=tmp_path / "venv")
    assert setup.returncode == 0, setup.stderr
    for place in ("", "grader", "expected_outputs", "expected_outputs/hidden-top2"):
        assert not stat.S_IMODE((source / place).stat().st_mode) & 0o077


@pytest.mark.parametrize("python", ["", "#!/bin/sh\n[ $1 = -c ] && exit 1\necho Python 3.14.1\n"])
def test_an_image_without_a_python_that_will_do_says_so(
    packs: Packs, tmp_path: Path, python: str
) -> None:
    source, tools = tmp_path / "source", tmp_path / "tools"
    shutil.copytree(packs["gradescope"], source)
    tools.mkdir()
    for name in ("bash", "dirname", "env"):
        (tools / name).symlink_to(shutil.which(name) or "")
    if python:
        (tools / "python3").write_text(python)
        (tools / "python3").chmod(0o755)
    setup = run(["/bin/bash", source / "setup.sh"], tmp_path, PATH=tools, VENV=tmp_path / "venv")
    assert setup.returncode == 1 and not (tmp_path / "venv").exists()
    assert ("Python 3.14.1" if python else "no Python at all") in setup.stderr
    assert "22.04 or 24.04" in setup.stderr


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


def test_a_mistyped_path_is_no_zero(tmp_path: Path) -> None:
    done = grader("run", "plain", tmp_path / "mistyped", "--out", tmp_path / "out.txt")
    assert done.returncode == 2 and "mistyped" in done.stderr
    assert not (tmp_path / "out.txt").exists()


def test_run_names_no_folder_that_is_gone(small_assignment: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "student_template.py", tmp_path / "alice.py")
    done = grader(
        "run", "plain", tmp_path / "alice.py", "--out", tmp_path / "out.txt",
        "--assignment", small_assignment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "/run-" not in done.stdout and "alice" in done.stdout
    assert "1 file for plain" in done.stdout


WITHOUT_PACKAGES = pytest.mark.parametrize(
    "command", [("-m", "grader", "check", "x.py"), ("student_template.py",)], ids=" ".join
)


@WITHOUT_PACKAGES
def test_who_forgot_the_environment_is_told_so(packs: Packs, command: tuple[str, ...]) -> None:
    kit = packs["github"]
    own = kit / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text("")
    done = run([sys.executable, "-S", *command], kit)
    shutil.rmtree(kit / ".venv")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "the packages are in another environment" in done.stderr
    assert f"Use {own} instead" in done.stderr and "libGL" not in done.stderr


@WITHOUT_PACKAGES
def test_where_nothing_is_set_up_it_says_what_does(packs: Packs, command: tuple[str, ...]) -> None:
    done = run([sys.executable, "-S", *command], packs["github"])
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.startswith("A package is missing: No module named")
    assert "`make` installs everything" in done.stderr


def test_autolab_reads_no_zero_where_the_grader_cannot_begin(packs: Packs, tmp_path: Path) -> None:
    shutil.copy(packs["autolab"] / "autograde.tar", tmp_path)
    shutil.copy(packs["autolab"] / "autograde-Makefile", tmp_path / "Makefile")
    done = run(["make", f"PYTHON={sys.executable}"], tmp_path)
    scores = json.loads(done.stdout.splitlines()[-1])["scores"]
    assert done.returncode == 0 and scores["PIPELINE"] is None and len(scores) == 5
    assert "There is no" in done.stdout


def test_a_result_that_was_committed_is_not_left_where_the_grader_fails(tmp_path: Path) -> None:
    checkout, python = tmp_path / "checkout", tmp_path / ".cache/guided-grad-cam/bin/python"
    checkout.mkdir()
    (checkout / "result.json").write_text('{"score": 100}')
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 2\n")
    python.chmod(0o755)
    script = PLATFORMS / "classroom50" / "autograder.py"
    done = subprocess.run(
        [sys.executable, script], cwd=checkout, env={"HOME": str(tmp_path)}, check=False
    )
    assert done.returncode == 2 and list(checkout.iterdir()) == []


def test_a_format_or_platform_that_there_is_not_is_a_sentence(tmp_path: Path) -> None:
    for arguments in (["run", "blackboard", tmp_path, "--out", "x"], ["pack", "blackboard", "x"]):
        done = grader(*arguments)
        assert done.returncode == 2 and "blackboard" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_one(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow[True] and workflow["permissions"] == {"contents": "read"}
    for uses, version in re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8")):
        assert re.search(r"@[0-9a-f]{40}$", uses) and re.match(r" # v\d+\.\d+\.\d+$", version)
    for job in workflow["jobs"].values():
        assert job["runs-on"] and job["timeout-minutes"] <= 360
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            if "run" in step:
                checked = run(["bash", "-n", "-c", step["run"]], ROOT)
                assert checked.returncode == 0, checked.stderr
                assert "${{" not in step["run"], "inputs go through env: they could hold commands"


def test_every_command_that_is_written_down_exists() -> None:
    known = {name for name in typer.main.get_command(app).commands}  # type: ignore[attr-defined]
    commands, formats = set(), set()
    for path in (*PLATFORMS.rglob("*"), ROOT / "grader" / "handout" / "kit" / "readme.py"):
        if path.is_file():
            text = path.read_text("utf-8")
            commands |= set(re.findall(r"-m grader ([a-z]+)", text))
            formats |= set(re.findall(r"grader (?:run|export) ([a-z0-9-]+)", text))
    assert commands and commands <= known, commands - known
    assert formats and formats <= {*FORMATS, "list"}, formats


def test_shell_scripts_and_the_hook_s_settings_can_be_read() -> None:
    for path in PLATFORMS.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"#!"):
            assert run(["bash", "-n", path], ROOT).returncode == 0
            assert path.stat().st_mode & 0o111
    settings = yaml.safe_load((PLATFORMS / "pre-commit/.pre-commit-config.yaml").read_text())
    (hook,) = settings["repos"][0]["hooks"]
    for name in (SUBMISSION, "student_template.ipynb", "student_template_zh.py"):
        assert re.search(hook["files"], name)


@pytest.mark.parametrize("apt_status", [0, 100])
def test_ci_goes_on_where_no_browser_can_be_had(tmp_path: Path, apt_status: int) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "timeout"):
        (tools / name).symlink_to(shutil.which(name) or "")
    for name, script in {
        "id": "echo 0", "apt-get": f"exit {apt_status}", "make": f'echo "$@" >> {tmp_path}/made'
    }.items():  # fmt: skip
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    done = run(["/bin/bash", ROOT / ".ci" / "run"], tmp_path, PATH=tools)
    assert done.returncode == 0, done.stderr
    assert ("going on without" in done.stdout) is (apt_status != 0)
    assert (tmp_path / "made").read_text() == "grade\ntest\n"
