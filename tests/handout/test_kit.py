"""The kit works by itself, and what must not be in it is found."""

from __future__ import annotations

from collections.abc import Iterator
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import time
import zipfile

from grader.core.assignment import DEFAULT, Assignment
from grader.goldens.catalogue import read_mistakes, read_right_answers
from grader.goldens.signatures import Signatures
from grader.goldens.store import picture_path
from grader.gradcam.subject import SUBJECT
from grader.handout.kit.contents import kit_files
from grader.handout.kit.handing import write_folder, write_zip
from grader.handout.kit.leaks import Secrets, find_leaks
from grader.handout.kit.readme import readme
import pytest

from tests import CATALOGUE, REFERENCE
from tests.kit_assignment import ROOT, environment

Files = dict[str, bytes]
LINE = "return tf.where((x > 0) & (grad > 0), grad, tf.zeros_like(grad))"


@pytest.fixture(scope="module")
def assignment(small_assignment: Path) -> Assignment:
    return Assignment.read(small_assignment)


@pytest.fixture(scope="module")
def secrets(assignment: Assignment) -> Secrets:
    return Secrets.of(SUBJECT, assignment)


@pytest.fixture(scope="module")
def files(assignment: Assignment) -> Files:
    return kit_files(SUBJECT, assignment)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_assignment: Path) -> Path:
    """A kit as a folder, made by the command and not touched since."""
    out = tmp_path_factory.mktemp("made") / "out"
    done = grader("kit", out, "--assignment", small_assignment)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A copy of it, to work in."""
    copy = tmp_path_factory.mktemp("kit") / "kit"
    shutil.copytree(made, copy)
    return copy


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command of Python's that finds no other grader than the one in `cwd`."""
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd, env=own, capture_output=True, text=True, check=False,
    )  # fmt: skip


def grader(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return run("-m", "grader", *arguments, cwd=cwd)


def test_it_holds_what_a_student_needs_and_no_more(made: Path, files: Files) -> None:
    assert {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()} == set(
        files
    )
    for name in ("student_template.py", "student_template_zh.ipynb", "README.md", "Makefile",
                 "HANDOUT.md", "requirements.lock", "data/assignment.toml",
                 "expected_outputs/manifest.json", "grader/cli/student.py"):  # fmt: skip
        assert name in files
    for part in ("hidden", "mistakes/", "training/", "handout/", "golden.py", "reference",
                 "platform.py", "instructor.py", "exports", "gradebook"):  # fmt: skip
        assert not [name for name in files if part in name]


def test_only_public_cases_goldens_and_samples_are_in_it(
    files: Files, assignment: Assignment, tmp_path: Path
) -> None:
    manifest = json.loads(files["expected_outputs/manifest.json"])
    assert set(manifest["cases"]) == {"public-top1"}
    assert {check["case"] for check in manifest["checks"]} == {"public-top1"}
    (tmp_path / "mistakes.npz").write_bytes(files["expected_outputs/mistakes.npz"])
    kept, all_ = Signatures.read(tmp_path), Signatures.read(assignment.goldens)
    assert {case for case, _ in kept.samples} == {"public-top1"}
    assert kept.hints == all_.hints and len(all_.samples) == 2 * len(kept.samples)


def test_a_golden_in_the_kit_is_the_public_one(files: Files, assignment: Assignment) -> None:
    checks = json.loads(files["expected_outputs/manifest.json"])["checks"]
    goldens = {name for name in files if name.startswith("expected_outputs/") and ".png" in name}
    assert goldens == {f"expected_outputs/public-top1/{each['picture']}.png" for each in checks}
    assert goldens
    for check in checks:
        place = f"public-top1/{check['picture']}.png"
        assert files[f"expected_outputs/{place}"] == (assignment.goldens / place).read_bytes()


def test_every_module_in_it_can_be_imported(kit: Path, files: Files) -> None:
    modules = [
        place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for place in files
        if place.startswith("grader/") and place.endswith(".py")
    ]
    assert {"grader", "grader.__main__", "grader.jail.run.server"} < set(modules)
    code = "\n".join(f"import {module}" for module in modules)
    done = run("-B", "-c", f"import grader.networks.quiet_tensorflow\n{code}", cwd=kit)
    assert done.returncode == 0, done.stderr


def test_check_gives_the_same_marks_in_the_kit(
    kit: Path, small_assignment: Path, tmp_path: Path
) -> None:
    wrong = REFERENCE.read_text("utf-8").replace("(x > 0) & (grad > 0)", "grad > 0")
    (tmp_path / "wrong.py").write_text(wrong, "utf-8")
    here = grader("check", tmp_path / "wrong.py", "--json", "--assignment", small_assignment)
    there = grader("check", tmp_path / "wrong.py", "--json", cwd=kit)
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    public = [
        [check for check in blank["checks"] if check["visibility"] == "public"]
        for blank in json.loads(here.stdout)["blanks"]
    ]
    blanks = json.loads(there.stdout)["blanks"]
    assert [blank["checks"] for blank in blanks] == public
    assert [blank["status"] for blank in blanks] == ["wrong", *["right"] * 3, "wrong"]


def test_watch_writes_its_report_in_the_kit_and_opens_it(kit: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    browser.chmod(0o755)
    command = [sys.executable, "-u", "-m", "grader", "watch", "--open", "student_template.py"]
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    own["BROWSER"] = f"{browser} %s &"
    with subprocess.Popen(
        command, cwd=kit, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as watching:
        assert watching.stdout is not None
        said = ""
        for line in watching.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        watching.terminate()
        assert watching.wait(60) == 0, said
    report = kit / "student_template.report.html"
    assert "TODO1" in said and report.stat().st_size > 10_000
    for _ in range(100):  # the browser is not waited for
        if (tmp_path / "opened").exists():
            break
        time.sleep(0.1)
    assert (tmp_path / "opened").read_text() == f"{report.as_uri()}\n"


def test_doctor_grades_its_trial_in_the_kit(kit: Path) -> None:
    done = grader("doctor", cwd=kit)
    assert "a trial submission was graded" in done.stdout, done.stdout + done.stderr


def test_each_blank_is_a_test_in_the_kit(kit: Path) -> None:
    plugin = ("-m", "pytest", "-p", "grader.cli.pytest_plugin", "-q")
    done = run(*plugin, "--submission=student_template.py", cwd=kit)
    assert done.returncode == 1 and "5 failed" in done.stdout, done.stdout + done.stderr


def test_the_template_runs_in_the_kit(tmp_path: Path) -> None:
    """That of the project's own assignment: it shows a scene of it, as the experiment does."""
    write_folder(kit_files(SUBJECT, Assignment.read(DEFAULT)), tmp_path)
    (readme,) = (line for line in (tmp_path / "README.md").read_text("utf-8").splitlines()
                 if line.startswith("python student_template.py"))  # fmt: skip
    done = run(*readme.split()[1:], cwd=tmp_path)
    assert done.returncode == 0 and "Next: TODO1" in done.stdout, done.stderr
    done = run("-m", "grader.gradcam.experiment", cwd=tmp_path)
    assert done.returncode == 2 and "TODO" in done.stderr, done.stdout + done.stderr


def test_the_readme_asks_nobody_to_read_the_handout_twice() -> None:
    said = readme(Assignment.read(DEFAULT), "", ("HANDOUT.md", "HANDOUT.zh.md"), has_hidden=True)
    assert "Read `HANDOUT.md` or `HANDOUT.zh.md` first" in said


def test_a_command_that_is_not_in_it_is_unknown(kit: Path) -> None:
    done = grader("grade", ".", "--out", "out", cwd=kit)
    assert done.returncode == 2 and "No such command 'grade'" in done.stderr


def test_a_folder_is_refused_with_no_word_of_what_the_kit_has_not(kit: Path) -> None:
    done = grader("check", "docs", cwd=kit)
    assert done.returncode == 2 and "docs/student_template.py" in done.stderr
    assert "grader grade" not in done.stderr


def test_a_zip_has_the_same_files_and_is_the_same_each_time(files: Files, tmp_path: Path) -> None:
    for name in ("one.zip", "other.zip"):
        write_zip(files, tmp_path / name, "folder/")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {f"folder/{name}": data for name, data in files.items()}
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_nothing_is_made_where_something_is(small_assignment: Path, tmp_path: Path) -> None:
    again = grader("kit", tmp_path, "--assignment", small_assignment)
    assert again.returncode == 2 and "already exists" in again.stderr


def test_nothing_of_what_is_made_is_to_be_kept_back(files: Files, secrets: Secrets) -> None:
    assert find_leaks(files, secrets) == []
    whole = Assignment.read(DEFAULT)
    assert find_leaks(kit_files(SUBJECT, whole), Secrets.of(SUBJECT, whole)) == []


def planted(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Paths in the kit, and files there that each give something away."""
    golden = picture_path(assignment.goldens, "hidden-top2", "saliency_class")
    notebook = {"cells": [{"cell_type": "code", "source": [f"{LINE[:30]}", f"{LINE[30:]}\n"]}]}
    yield "grader/line.py", f"def f():\n    {LINE}\n".encode()
    yield "grader/spaces.py", LINE.replace(" ", "  ").replace("&", "&\n").encode()
    yield "grader/comment.py", f"# {LINE}".encode()
    yield "notebook.ipynb", json.dumps(notebook).encode()
    yield "reference.txt", REFERENCE.read_bytes()
    yield "case.md", b"Look at hidden-top2, too."
    yield "expected_outputs/hidden-top2/a.json", b"{}"
    yield "golden.png", golden.read_bytes()
    yield "scene.png", (assignment.source.parent / "scenes" / "hidden.png").read_bytes()
    yield "data/scenes/hidden.png", b"another picture"


def test_each_planted_leak_is_found(secrets: Secrets, assignment: Assignment) -> None:
    for place, data in planted(assignment):
        leaks = find_leaks({place: data}, secrets)
        assert leaks and all(leak.startswith(place) for leak in leaks), place


def test_every_mistake_and_right_answer_is_recognised(secrets: Secrets) -> None:
    for entry in (*read_mistakes(CATALOGUE), *read_right_answers(CATALOGUE)):
        assert find_leaks({"x.py": entry.code.encode()}, secrets), entry.id


def test_a_kit_that_would_give_something_away_is_not_made(
    small_assignment: Path, tmp_path: Path
) -> None:
    """An instructor's text beside the reference that names a hidden case."""
    code = (
        "import sys\nfrom dataclasses import replace\nfrom pathlib import Path\n"
        "from grader.cli.commands import kit\nfrom grader.core.handout import Handout\n"
        "from grader.core.assignment import Assignment\n"
        "from grader.gradcam.subject import SUBJECT\n"
        "here = Path(sys.argv[1])\n(here / 'NOTES.md').write_text('hidden-top2 is hard')\n"
        "(here / 'reference_solution.py').write_bytes(SUBJECT.reference.read_bytes())\n"
        "changed = replace(\n    SUBJECT, reference=here / 'reference_solution.py',"
        " handout=replace(SUBJECT.handout, documents=('*.md',))\n)\n"
        "Assignment.subject = property(lambda assignment: changed)\n"
        "sys.exit(kit.make_kit(here / 'out', Path(sys.argv[2]), as_zip=False))\n"
    )
    done = run("-c", code, tmp_path, small_assignment)
    assert done.returncode == 1 and "NOTES.md has the name of a hidden case" in done.stderr
    assert not (tmp_path / "out").exists() and os.listdir(tmp_path)


def test_the_kit_says_that_there_are_hidden_cases_and_nothing_of_them(files: Files) -> None:
    text = files["data/assignment.toml"].decode()
    assert "hidden_cases = true" in text and text.count("hidden") == 1


def test_without_hidden_cases_the_kit_speaks_of_none(assignment: Assignment) -> None:
    only = tuple(case for case in assignment.cases if case.visibility == "public")
    public = assignment.model_copy(update={"cases": only})
    files = kit_files(SUBJECT, public)
    assert b"hidden" not in files["data/assignment.toml"]
    assert b"There are no others." in files["README.md"]
