"""The students' kit works, and whatever would give something away is found in it."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
import py_compile
import shutil
import subprocess
import sys
import zipfile
import zlib

from grader.core.assignment import Assignment
from grader.goldens.catalogue import read_mistakes, read_right_answers
from grader.goldens.png import read_picture
from grader.goldens.signatures import Signatures
from grader.goldens.store import picture_path
from grader.handout.kit.contents import kit_files
from grader.handout.kit.handing import read_back, write_zip
from grader.handout.kit.leaks import find_leaks
from grader.handout.kit.modules import modules, with_commands
from grader.handout.kit.secrets import Secrets
import numpy as np
from PIL import Image, PngImagePlugin
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
    return Secrets.of(assignment)


@pytest.fixture(scope="module")
def files(assignment: Assignment) -> Files:
    return kit_files(assignment)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, small_assignment: Path) -> Path:
    """A kit as a folder, made by the command."""
    out = tmp_path_factory.mktemp("kit") / "out"
    made = grader("kit", out, "--assignment", small_assignment)
    assert made.returncode == 0, made.stderr
    return out


def grader(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    own = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, check=False)


def png_with(text: str = "", after: bytes = b"") -> bytes:
    about = PngImagePlugin.PngInfo()
    if text:
        about.add_text("Comment", text, zip=True)
    with io.BytesIO() as file:
        Image.new("RGB", (4, 4)).save(file, "PNG", pnginfo=about)
        return file.getvalue() + after


def npz_with(**arrays: np.ndarray) -> bytes:
    with io.BytesIO() as file:
        np.savez_compressed(file, **arrays)
        return file.getvalue()


def zip_with(name: str, data: bytes) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return file.getvalue()


def compiled(tmp_path: Path) -> bytes:
    path = tmp_path / "compiled.pyc"
    py_compile.compile(str(REFERENCE), str(path))
    return path.read_bytes()


def test_what_is_made_gives_nothing_away(files: Files, secrets: Secrets) -> None:
    assert find_leaks(files, secrets) == []


def test_it_holds_what_a_student_needs_and_no_more(files: Files) -> None:
    for name in ("student_template.py", "student_template.ipynb", "README.md", "Makefile",
                 "requirements.lock", "data/assignment.toml", "expected_outputs/manifest.json",
                 "grader/cli/commands/check.py", "grader/cli/commands/watch.py",
                 "grader/results/html/templates/report.html.j2"):  # fmt: skip
        assert name in files
    for part in ("hidden", "mistakes/", "training/", "/kit/", "golden.py", "resolved", "reference"):
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


def test_every_module_that_is_in_it_finds_what_it_imports(kit: Path) -> None:
    names = [place[:-3].replace("/", ".") for place in modules() if place.endswith(".py")]
    skipped = ("__main__", "pytest_plugin", "__init__", "quiet_tensorflow", "server")
    code = "\n".join(
        f"import {name}" for name in names if not name.endswith(skipped) and "gradcam" not in name
    )
    command = [sys.executable, "-B", "-c", code]
    done = subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_check_gives_the_same_marks_in_the_kit(
    kit: Path, small_assignment: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "kit"
    shutil.copytree(kit, copy)
    wrong = REFERENCE.read_text("utf-8").replace("(x > 0) & (grad > 0)", "grad > 0")
    (tmp_path / "wrong.py").write_text(wrong, "utf-8")
    here = grader("check", tmp_path / "wrong.py", "--json", "--assignment", small_assignment)
    there = grader("check", tmp_path / "wrong.py", "--json", cwd=copy)
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    public = [
        [check for check in blank["checks"] if check["visibility"] == "public"]
        for blank in json.loads(here.stdout)["blanks"]
    ]
    blanks = json.loads(there.stdout)["blanks"]
    assert [blank["checks"] for blank in blanks] == public
    assert [blank["status"] for blank in blanks] == ["wrong", *["right"] * 3, "wrong"]


def test_a_zip_has_the_same_files_and_is_the_same_each_time(kit: Path, tmp_path: Path) -> None:
    files = read_back(kit)
    for name in ("one.zip", "other.zip"):
        write_zip(files, tmp_path / name, "guided-grad-cam/")
    folder = {f"guided-grad-cam/{name}": data for name, data in files.items()}
    assert read_back(tmp_path / "one.zip") == folder
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_nothing_is_made_where_something_is(small_assignment: Path, tmp_path: Path) -> None:
    again = grader("kit", tmp_path, "--assignment", small_assignment)
    assert again.returncode == 2 and "is there already" in again.stderr


def planted(name: str, tmp_path: Path, assignment: Assignment) -> tuple[str, bytes]:
    """A path in the kit, and a file there that gives something away."""
    golden = picture_path(assignment.goldens, "hidden-top2", "saliency_class")
    signatures = Signatures.read(assignment.goldens)
    sample = signatures.samples["hidden-top2", "relu_gradient"]
    notebook = {"cells": [{"cell_type": "code", "source": [f"{LINE[:30]}", f"{LINE[30:]}\n"]}]}
    renamed = (
        "def f(network, picture, target):\n    with tf.GradientTape() as t:\n"
        "        t.watch(picture)\n        out = network(picture)[0, target]\n"
        "    return t.gradient(out, picture)[0]\n"
    )
    plants: dict[str, tuple[str, bytes]] = {
        "line": ("grader/x.py", f"def f():\n    {LINE}\n".encode()),
        "line in other words": ("grader/x.py", f"{LINE}".replace(" ", "  ").encode()),
        "line over two lines": ("grader/x.py", LINE.replace("&", "&\n").encode()),
        "line in a comment": ("grader/x.py", f"# {LINE}".encode()),
        "function with other names": ("grader/x.py", renamed.encode()),
        "notebook": ("x.ipynb", json.dumps(notebook).encode()),
        "text of a picture": ("x.png", png_with(LINE)),
        "after a picture": ("x.png", png_with(after=LINE.encode())),
        "base64": ("x.txt", base64.b64encode(LINE.encode())),
        "compressed base64": ("x.txt", base64.b64encode(zlib.compress(LINE.encode()))),
        "hex": ("x.txt", LINE.encode().hex().encode()),
        "array": ("x.npz", npz_with(a=np.frombuffer(LINE.encode(), np.uint8))),
        "zip in a network": ("x.keras", zip_with("config.json", zip_with("a", LINE.encode()))),
        "compiled": ("grader/__pycache__/x.pyc", compiled(tmp_path)),
        "compiled, by another name": ("x.txt", compiled(tmp_path)),
        "archive": ("x.tar", b""),
        "name of a hidden case": ("x.md", b"Look at hidden-top2, too."),
        "path of a hidden case": ("expected_outputs/hidden-top2/a.json", b"{}"),
        "hidden golden": ("x.png", golden.read_bytes()),
        "hidden scene": ("x.png", (assignment.scenes / "hidden.png").read_bytes()),
        "hidden sample": ("x.npz", npz_with(a=sample)),
        "right answers": (
            "x.toml",
            b"\n".join(e.code.encode() for e in read_right_answers(CATALOGUE)),
        ),
        "seed": ("x.py", b"SEED = 20_000\nrng = np.random.default_rng(SEED)\n"),
    }
    return plants[name]


@pytest.mark.parametrize(
    "name",
    ["line", "line in other words", "line over two lines", "line in a comment",
     "function with other names", "notebook", "text of a picture", "after a picture", "base64",
     "compressed base64", "hex", "array", "zip in a network", "compiled",
     "compiled, by another name", "archive", "name of a hidden case", "path of a hidden case",
     "hidden golden", "hidden scene", "hidden sample", "right answers", "seed"],
)  # fmt: skip
def test_a_planted_leak_is_found(
    name: str, secrets: Secrets, assignment: Assignment, tmp_path: Path
) -> None:
    path, data = planted(name, tmp_path, assignment)
    leaks = find_leaks({path: data}, secrets)
    assert leaks and all(leak.startswith(path) for leak in leaks)


def test_every_mistake_and_right_answer_is_recognised(secrets: Secrets) -> None:
    for entry in (*read_mistakes(CATALOGUE), *read_right_answers(CATALOGUE)):
        assert find_leaks({"x.py": entry.code.encode()}, secrets), entry.id


def test_a_golden_in_the_kit_is_the_public_one(files: Files, assignment: Assignment) -> None:
    place = "public-top1/grad_cam.png"
    golden = read_picture(assignment.goldens / place)
    assert files[f"expected_outputs/{place}"] and golden.dtype == np.uint16


def test_other_commands_are_cut_out_of_the_command_line() -> None:
    source = (ROOT / "grader" / "cli.py").read_text("utf-8")
    cut = with_commands(source, ("check",))
    assert "def check(" in cut and "def main(" in cut and "@app.command" in cut
    for name in ("grade", "golden", "kit", "pack", "template"):
        assert f"def {name}(" in source and f"def {name}(" not in cut


def test_a_folder_is_refused_with_no_word_of_what_the_kit_has_not(kit: Path) -> None:
    done = grader("check", "docs", cwd=kit)
    assert done.returncode == 2 and "docs/student_template.py" in done.stderr
    assert "grader grade" not in done.stderr
