"""`kit`: exactly what students get; it is looked through and tried before it is handed over."""

from __future__ import annotations

import os
from pathlib import Path
import re
import subprocess
import sys
import tempfile

from grader.core.assignment import Assignment
from grader.core.language import ENGLISH
from grader.core.report import Report
from grader.handout.kit.contents import Files, kit_files
from grader.handout.kit.handing import hand_over, must_be_new, write_folder
from grader.handout.kit.leaks import Secrets, find_leaks
from grader.handout.template import template_name
from grader.marking.session import ReadyAssignment


def make_kit(out: Path, assignment_path: Path, *, as_zip: bool) -> int:
    """Write the kit to a new folder or a zip; returns the exit status.

    Raises BadInput. It is 1 where the kit would give something away or does not work; then nothing
    is left at `out`.
    """
    must_be_new(out)
    ReadyAssignment.open(assignment_path)
    assignment = Assignment.read(assignment_path)
    subject = assignment.subject
    files = kit_files(subject, assignment)
    if leaks := find_leaks(files, Secrets.of(subject, assignment)):
        print("\n".join(leaks), file=sys.stderr)
        print("No kit is made: it would give this away.", file=sys.stderr)
        return 1
    if problem := try_kit(files):
        print(f"No kit is made, because it does not work: {problem}", file=sys.stderr)
        return 1
    hand_over(files, out, _slug(assignment.title), as_zip=as_zip)
    print(f"{len(files)} files, no solution, nothing hidden, tried: {out}")
    return 0


def _slug(title: str) -> str:
    """A folder's name: what a zip unpacks to."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "kit"


def try_kit(files: Files) -> str:
    """Check the untouched template in a copy of the kit, and say what is wrong, if anything is."""
    with tempfile.TemporaryDirectory(prefix="kit-") as temporary:
        folder = Path(temporary)
        write_folder(files, folder)
        command = [sys.executable, "-m", "grader", "check", template_name(ENGLISH), "--json"]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        tried = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    try:
        report = Report.model_validate_json(tried.stdout)
    except ValueError:
        return (tried.stderr or tried.stdout).strip()
    if report.status != "graded":
        return f"an untouched template is not graded: {report.reason}"
    statuses = {blank.status for blank in report.blanks}
    return "" if statuses == {"blank"} else f"an untouched template is {', '.join(statuses)}."
