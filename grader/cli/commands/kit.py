"""`kit`: exactly what students get, with the proof that it gives nothing away and works."""

from __future__ import annotations

import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile

from grader.core.assignment import Assignment
from grader.handout.kit.contents import kit_files
from grader.handout.kit.handing import hand_over, must_be_new, read_back, write_folder, write_zip
from grader.handout.kit.leaks import find_leaks
from grader.handout.kit.secrets import Secrets
from grader.marking.session import ReadyAssignment

FOLDER = "guided-grad-cam"
"""What a zip unpacks to."""


def make_kit(out: Path, assignment_path: Path, *, as_zip: bool) -> int:
    """Write the kit to a new folder, or a zip; the exit status. Raises BadInput.

    1 where it would give something away or does not work; then nothing is left at `out`.
    """
    must_be_new(out)
    ReadyAssignment.open(assignment_path)
    assignment = Assignment.read(assignment_path)
    files = kit_files(assignment)
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        folder = built = Path(temporary) / FOLDER
        write_folder(files, folder)
        if as_zip:
            built = Path(temporary) / "kit.zip"
            write_zip(files, built, f"{FOLDER}/")
        if leaks := verify_kit(built, assignment):
            print("\n".join(leaks), file=sys.stderr)
            print(f"{len(leaks)} things would be given away: no kit is made.", file=sys.stderr)
            return 1
        if problem := try_kit(folder):
            print(f"The kit does not work, so none is made: {problem}", file=sys.stderr)
            return 1
        hand_over(built, out)
    print(f"{len(files)} files, no solution, nothing hidden, tried: {out}")
    return 0


def verify_kit(path: Path, assignment: Assignment) -> list[str]:
    """A sentence for each thing that a kit, a folder or a zip, gives away. Raises BadInput."""
    return find_leaks(read_back(path), Secrets.of(assignment))


def try_kit(folder: Path) -> str:
    """Check the untouched template in a copy of the kit, and say what is wrong, if anything is."""
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        # Running it leaves compiled code behind, which is not to be handed over.
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy)
        command = [sys.executable, "-m", "grader", "check", "student_template.py", "--json"]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        tried = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
    try:
        statuses = {blank["status"] for blank in json.loads(tried.stdout)["blanks"]}
    except (ValueError, KeyError):
        return (tried.stderr or tried.stdout).strip()
    return "" if statuses == {"blank"} else f"an untouched template is {', '.join(statuses)}."
