"""GitHub: what an instructor fetches, what a student sees, and what a commit hook lets through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import os
from pathlib import Path
import shutil
import subprocess
import sys

from grader.cli.commands.github import _command, _escaped, first_lines
from grader.gradcam.blanks import BLANKS
from grader.gradcam.subject import SUBJECT
from grader.handout.notebook import make_notebook
from grader.intake import collect
import pytest
import yaml

from tests.kit_assignment import ROOT, environment

FETCH = ROOT / "platforms" / "github" / "fetch.sh"
HOOK = ROOT / "platforms" / "pre-commit" / "pre-commit.sh"
RIGHT = (ROOT / "reference_solution.py").read_text("utf-8")
AUTHOR = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.c",
}  # fmt: skip


def git(folder: Path, *arguments: str, at: str = "2026-11-01T12:00:00Z") -> str:
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder, env={**os.environ, **AUTHOR, **dates}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, files: Mapping[str, str], at: str = "2026-11-01T12:00:00Z") -> None:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "work", at=at)


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs fetch.sh for repositories in a folder: `gh` lists it, and git clones from it."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(f"#!/bin/sh\nls {tmp_path}/remote/school\n")
    (tools / "gh").chmod(0o755)
    (tmp_path / "remote" / "school").mkdir(parents=True)

    def run(deadline: str = "") -> subprocess.CompletedProcess[str]:
        own = {"ORGANISATION": "school", "PREFIX": "cam-", "DEADLINE": deadline}
        own |= {"GIT_BASE": str(tmp_path / "remote"), "PATH": f"{tools}:{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", FETCH, tmp_path / "submissions", tmp_path / "missing.txt"],
            env={**os.environ, **AUTHOR, **own}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def repository(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / "remote" / "school" / name
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    return folder


def test_an_instructor_fetches_whatever_was_filled_in(fetch, tmp_path: Path) -> None:
    blank = {
        name: (ROOT / name).read_text("utf-8")
        for name in ("student_template.py", "student_template.ipynb", "student_template_zh.py")
    }
    notebook = make_notebook(RIGHT, SUBJECT)
    for name, own in (
        ("cam-alice", {"student_template.py": RIGHT}),
        ("cam-bob", {"student_template.ipynb": notebook}),
        ("cam-carol", {"student_template_zh.py": RIGHT}),
        ("other", {"student_template.py": RIGHT}),
    ):
        commit(repository(tmp_path, name), {**blank, **own})
    done = fetch()
    assert done.returncode == 0, done.stderr
    functions = tuple(name for blank in BLANKS for name in blank.functions)
    intake = collect(tmp_path / "submissions", functions)
    taken = {each.name: each.source for each in intake}
    assert taken["alice"] == taken["carol"] == RIGHT.encode()
    assert set(taken) == {"alice", "bob", "carol"} and b"(grad > 0)" in taken["bob"]
    assert (tmp_path / "missing.txt").read_text() == ""


def test_the_last_commit_before_the_deadline_counts(fetch, tmp_path: Path) -> None:
    alice, late = repository(tmp_path, "cam-alice"), repository(tmp_path, "cam-late")
    commit(alice, {"student_template.py": RIGHT}, at="2026-11-30T22:59:00Z")
    commit(alice, {"student_template.py": "late = 1\n"}, at="2026-11-30T23:01:00Z")
    commit(late, {"student_template.py": RIGHT}, at="2026-12-02T00:00:00Z")
    assert fetch("2026-12-01T00:00:00+01:00").returncode == 0
    assert (tmp_path / "submissions/alice/student_template.py").read_text("utf-8") == RIGHT
    told = (tmp_path / "missing.txt").read_text()
    assert told == "cam-late: it has no commit before the deadline\n"
    assert fetch("tomorrowish").returncode == 2


def test_a_repository_that_cannot_be_had_stops_nobody_else(fetch, tmp_path: Path) -> None:
    (tmp_path / "remote/school/cam-broken").mkdir()
    repository(tmp_path, "cam-empty")
    commit(repository(tmp_path, "cam-zoe"), {"student_template.py": RIGHT})
    done = fetch()
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "submissions/zoe/student_template.py").exists()
    told = (tmp_path / "missing.txt").read_text()
    assert "cam-broken: it could not be cloned\n" in told and "cam-empty: it is empty\n" in told
    assert "::warning::cam-broken" in done.stdout


def test_what_students_call_their_files_is_no_command_to_the_instructors_runner(
    tmp_path: Path,
) -> None:
    """Threat: a file called `##[add-mask]…`, which the runner obeys wherever it is printed."""
    workflow = yaml.safe_load(FETCH.with_name("instructor.yml").read_text("utf-8"))
    (step,) = (each for each in workflow["jobs"]["grade"]["steps"] if each.get("name") == "Grade")
    (tmp_path / "sudo").write_text("#!/bin/sh\necho '##[add-mask]a'\nexit 1\n")
    (tmp_path / "sudo").chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    stopped, said, resumed = done.stdout.splitlines()
    assert said == "##[add-mask]a" and done.returncode == 1
    token = stopped.removeprefix("::stop-commands::")
    assert len(token) == 32 and resumed == f"::{token}::"


def test_a_wrong_blank_is_an_annotation_on_the_student_s_own_line(
    packs: Mapping[str, Path], tmp_path: Path
) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(packs["github"], checkout)
    wrong = RIGHT.replace("(x > 0) & (grad > 0)", "grad > 0")
    (checkout / "student_template_zh.py").write_text(wrong, "utf-8")
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    summary = tmp_path / "summary.md"
    done = subprocess.run(
        [sys.executable, "-m", "grader", "github"], cwd=checkout, check=False,
        env={**own, "GITHUB_STEP_SUMMARY": str(summary)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "def gg_relu(" in text)
    assert f"::error file=student_template_zh.py,line={line},title=TODO1::" in done.stdout
    rows = [row for row in summary.read_text("utf-8").splitlines() if row.startswith("| TODO")]
    assert len(rows) == 4 and "0 / 20" in rows[0] and "20 / 20" in rows[1]
    assert "This tick is not a mark" in summary.read_text("utf-8")
    assert {path.name for path in (checkout / "report").iterdir()} == {"report.html", "junit.xml"}


def test_lines_are_found_in_files_and_notebooks(tmp_path: Path) -> None:
    for name in ("student_template.py", "student_template_zh.ipynb"):
        text = (ROOT / name).read_text("utf-8").splitlines()
        lines = first_lines(ROOT / name)
        for function in ("gg_relu", "get_saliency", "grad_cam"):
            assert f"def {function}(" in text[lines[function] - 1]
    (tmp_path / "broken.py").write_text("def grad_cam(\n")
    assert first_lines(tmp_path / "broken.py") == {}


def test_what_a_submission_says_is_no_command_and_no_markdown() -> None:
    assert _command("error", "a\n::add-path::/x %", file="a,b:c") == (
        "::error file=a%2Cb%3Ac::a ::add-path::/x %25"
    )
    assert _escaped("<img> | [x](y)\n`z`") == r"\<img\> \| \[x\](y) \`z\`"


def test_everything_but_work_is_ignored(packs: Mapping[str, Path], tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(packs["github"], checkout)
    git(checkout, "init", "--quiet")
    commit(checkout, {})
    for made in (".venv/lib/big.so", "grader/__pycache__/cli.cpython-312.pyc", "report/junit.xml",
                 "student_template.report.html", "pictures/a.png"):  # fmt: skip
        (checkout / made).parent.mkdir(parents=True, exist_ok=True)
        (checkout / made).write_text("x")
    assert git(checkout, "status", "--porcelain") == ""


@pytest.fixture
def hook(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the hook in a repository whose grader ends with $STATUS, and keeps what it is given."""
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    python = repo / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\ncase $* in *readable*) exec "$REAL" "$@";; esac\n'
        f'echo "$@" > {tmp_path}/called\n'
        f'cat "$4" >> {tmp_path}/seen\nexit $STATUS\n'
    )
    python.chmod(0o755)
    (repo / ".gitignore").write_text(".venv\n")

    def run(status: int = 0, full_marks: str = "") -> subprocess.CompletedProcess[str]:
        own = {"STATUS": str(status), "FULL_MARKS": full_marks, "REAL": sys.executable}
        return subprocess.run(
            [HOOK], cwd=repo, env={**environment(), **AUTHOR, **own}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip

    return run


def test_the_hook_refuses_what_cannot_be_marked(hook, tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    (repo / "student_template.py").write_text("work = 1\n")
    git(repo, "add", "--all")
    for status, full_marks, refused in ((0, "1", 0), (1, "", 0), (1, "1", 1), (2, "", 2)):
        assert hook(status, full_marks).returncode == refused
    for unreadable in ("def f(:\n", ""):
        (repo / "student_template.py").write_text(unreadable)
        git(repo, "add", "--all")
        done = hook(0)
        assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr


def test_the_hook_leaves_the_report_in_the_repository(hook, tmp_path: Path) -> None:
    """What it marks is a copy in a folder that is gone when the student looks for the report."""
    (tmp_path / "repo" / "student_template_zh.py").write_text("work = 1\n")
    git(tmp_path / "repo", "add", "--all")
    assert hook(1).returncode == 0
    called = (tmp_path / "called").read_text().split()
    assert called[-2:] == ["--html", "student_template_zh.report.html"]


def test_the_hook_marks_what_is_staged_and_nothing_else(hook, tmp_path: Path) -> None:
    repo, seen = tmp_path / "repo", tmp_path / "seen"
    (repo / "student_template.ipynb").write_text("{}")
    (repo / "student_template.py").write_text("staged = 1\n")
    git(repo, "add", "student_template.py")
    (repo / "student_template.py").write_text("unstaged = 1\n")
    assert hook(0, "1").returncode == 0 and seen.read_text() == "staged = 1\n"
    git(repo, "commit", "--quiet", "--message", "work")
    (repo / "README.md").write_text("hello")
    git(repo, "add", "README.md")
    assert hook(2).returncode == 0 and seen.read_text() == "staged = 1\n"
