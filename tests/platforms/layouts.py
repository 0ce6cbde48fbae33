"""What each platform does with its pack: lays it out, runs it, and reads the points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import json
import os
from pathlib import Path
import shutil
import subprocess
from xml.etree import ElementTree

from tests.platforms.machines import Machine

IDENTITY = {
    "CLASSROOM": "cs", "ASSIGNMENT": "cam", "OWNER": "alice",
    "SUBMISSION_TAG": "submit/2026-11-21T00-00-00Z-abc", "COMMIT_URL": "https://x/commit/1",
    "RELEASE_URL": "https://x/releases/1",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One submission on one platform: the pack, a folder for the platform's own, what was handed
    in as `source`, and the Python that is installed there."""

    pack: Path
    place: Path
    source: str
    machine: Machine
    python: Path

    def lay_out(self, folder: Path, copy_of: Path, *, closed: bool) -> Path:
        """A copy for the machine's user; `closed` as `chmod -R go-rwx` leaves it."""
        shutil.copytree(copy_of, folder)
        own(folder, self.machine.user, closed=closed)
        return folder

    def install(self, environment: Path) -> None:
        """Stands in for an environment that has been made: all it has is a Python."""
        (environment / "bin").mkdir(parents=True)
        script = environment / "bin" / "python"
        script.write_text(f'#!/bin/sh\nexec {self.python} "$@"\n')
        script.chmod(0o755)

    def hand_in(self, folder: Path) -> Path:
        """The folder with the submission."""
        folder.mkdir(parents=True)
        (folder / "student_template.py").write_text(self.source, "utf-8")
        own(folder, self.machine.user)
        return folder

    def did(self, command: list[str | Path], cwd: Path, **variables: str | Path) -> str:
        """What the command printed. Fails unless it ends with status 0."""
        done = self.machine.run(command, cwd, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def own(folder: Path, user: int, *, closed: bool = False) -> None:
    """Give all of a folder to a user."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user)
        if closed:
            path.chmod(path.stat().st_mode & 0o700)


def gradescope(job: Job) -> tuple[float, Path]:
    """As root in a container of Gradescope's, after `setup.sh`."""
    at = job.place / "autograder"
    job.hand_in(at / "submission")
    job.lay_out(at / "source", job.pack, closed=True)
    job.install(job.place / "venv")
    (at / "results").mkdir()
    own(at, job.machine.user)
    job.did([at / "source" / "run_autograder"], at, AUTOGRADER=at, VENV=job.place / "venv")
    results = at / "results" / "results.json"
    return json.loads(results.read_text())["score"], results


def prairielearn(job: Job) -> tuple[float, Path]:
    """The question's entry point, in the image made of the Docker pack."""
    job.hand_in(job.place / "grade" / "student")
    own(job.place / "grade", job.machine.user)
    context = job.lay_out(job.place / "image", job.pack, closed=True)
    entry = [context / "prairielearn.sh"]
    job.did(entry, job.place, GRADE=job.place / "grade", PYTHON=job.python)
    results = job.place / "grade" / "results" / "results.json"
    return 100 * json.loads(results.read_text())["score"], results


def classroom50(job: Job) -> tuple[float | None, Path]:
    """The published autograder, in the student's checkout; a status other than 0 is no mark."""
    checkout = job.hand_in(job.place / "checkout")
    job.install(job.place / "home" / ".cache" / "guided-grad-cam")
    published = job.lay_out(job.place / "published", job.pack, closed=False)
    command = [job.python, published / "autograder.py"]
    done = job.machine.run(command, checkout, HOME=job.place / "home", **IDENTITY)
    results = checkout / "result.json"
    if done.returncode:
        assert not results.exists(), done.stdout + done.stderr
        return None, results
    return json.loads(results.read_text())["score"], results


def autolab(job: Job) -> tuple[float | None, Path]:
    """`make` in a folder with what was handed in; Autolab reads the last line, where a null is no
    mark."""
    at = job.hand_in(job.place / "job")
    shutil.copy(job.pack / "autograde.tar", at)
    shutil.copy(job.pack / "autograde-Makefile", at / "Makefile")
    own(at, job.machine.user)
    printed = job.did(["make", f"PYTHON={job.python}"], at)
    scores = json.loads(printed.splitlines()[-1])["scores"]
    not_graded = None in scores.values()
    return None if not_graded else sum(scores.values()), at / "results.txt"


def github(job: Job) -> tuple[float, Path]:
    """The workflow's own step, in a student's repository made of the template."""
    checkout = job.lay_out(job.place / "checkout", job.pack, closed=False)
    (checkout / "student_template.py").write_text(job.source, "utf-8")
    done = job.machine.run([job.python, "-m", "grader", "github", ".", "--out", "report"], checkout)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    results = checkout / "report" / "junit.xml"
    found = ElementTree.parse(results).find("testsuite/properties/property[@name='score']")
    assert found is not None
    return float(found.attrib["value"]), results


PLATFORMS: Mapping[str, tuple[str, Callable[[Job], tuple[float | None, Path]]]] = {
    "gradescope": ("gradescope", gradescope),
    "prairielearn": ("docker", prairielearn),
    "classroom50": ("classroom50", classroom50),
    "autolab": ("autolab", autolab),
    "github": ("github", github),
}
"""By name: the pack, and how it is run."""


def unpack(made: Path, folder: Path) -> Path:
    """A pack as a folder, with the modes that the platform's unzip gives."""
    if made.is_dir():
        return made
    subprocess.run(["unzip", "-q", made, "-d", folder], check=True)
    return folder
