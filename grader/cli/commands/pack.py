"""`pack`: the files for a platform, its own few of `platforms/` and the grader with its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
import io
from pathlib import Path
import sys
import tarfile
from types import MappingProxyType

from grader import ROOT
from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.language import ENGLISH
from grader.core.report import Report
from grader.core.subject import Subject
from grader.core.text import Message
from grader.handout.handed_out import templates
from grader.handout.kit.allowed import PLATFORM
from grader.handout.kit.contents import Files, grading_files, kit_files
from grader.handout.kit.handing import hand_over, must_be_new
from grader.handout.kit.leaks import Secrets, find_leaks
from grader.handout.template import template_name
from grader.marking.session import ReadyAssignment
from grader.results.exports import autolab
from grader.results.exports.common import ExportContext

PLATFORMS = ROOT / "platforms"


@dataclass(frozen=True)
class Pack:
    """What there is for a platform; `is_public` where anybody could come to read it."""

    name: str
    description: str
    files: Callable[[Subject, Assignment], Files]
    is_public: bool = False


def make_pack(platform: str, out: Path, assignment_path: Path) -> int:
    """Write the pack to `out`, a zip where it is named so; the exit status. Raises BadInput.

    1 where anybody may read it, and it would give something away; then nothing is written.
    """
    if platform == "list":
        for known in PACKS.values():
            print(f"{known.name:<14} {known.description}")
        return 0
    pack = _pack_named(platform)
    if out == Path():
        raise BadInput(
            Message("No output was named."),
            Message("Run: python -m grader pack {platform} OUT.", platform=platform),
        )
    must_be_new(out)
    ReadyAssignment.open(assignment_path)
    assignment = Assignment.read(assignment_path)
    subject = assignment.subject
    files = pack.files(subject, assignment)
    if pack.is_public and (leaks := find_leaks(files, Secrets.of(subject, assignment))):
        print("\n".join(leaks), file=sys.stderr)
        print("Nothing is made: it would give this away.", file=sys.stderr)
        return 1
    hand_over(files, out, as_zip=out.suffix == ".zip")
    kind = "anybody may read it" if pack.is_public else "with the hidden cases: keep it private"
    print(f"{len(files)} files for {platform}, {kind}: {out}")
    return 0


def _pack_named(name: str) -> Pack:
    if name not in PACKS:
        raise BadInput(
            Message("There is no pack for {name}.", name=name),
            Message("Choose one of {packs}.", packs=", ".join(PACKS)),
        )
    return PACKS[name]


def _gradescope(subject: Subject, assignment: Assignment) -> Files:
    return {**grading_files(subject, assignment, PLATFORM), **_of_platform("gradescope")}


def _docker(subject: Subject, assignment: Assignment) -> Files:
    return {**grading_files(subject, assignment, PLATFORM), **_of_platform("docker")}


def _prairielearn(subject: Subject, assignment: Assignment) -> Files:
    name = template_name(ENGLISH)
    template = templates(subject)[name]
    return {**_of_platform("prairielearn"), f"clientFilesQuestion/{name}": template}


def _autolab(subject: Subject, assignment: Assignment) -> Files:
    graders = {
        **grading_files(subject, assignment, PLATFORM),
        "not_graded.txt": _not_graded(assignment).encode(),
    }
    return {
        **_of_platform("autolab"),
        "requirements.lock": graders["requirements.lock"],
        "autograde.tar": _tar(graders),
    }


def _not_graded(assignment: Assignment) -> str:
    """What Autolab must read last where the grader cannot even begin, lest it writes zeros."""
    context = ExportContext(
        title=assignment.title, generated_at=datetime.now(timezone.utc), points=assignment.points
    )
    nobody = Report(submission="", status="not_graded", score=None, max_score=assignment.max_score)
    return autolab.write([nobody], context)


def _tar(files: Files) -> bytes:
    """The files, all in the folder `autograder`: the job's own holds what was handed in."""
    with io.BytesIO() as memory:
        with tarfile.open(fileobj=memory, mode="w") as archive:
            for place, data in sorted(files.items()):
                member = tarfile.TarInfo(f"autograder/{place}")
                member.size, member.mode = len(data), 0o644
                archive.addfile(member, io.BytesIO(data))
        return memory.getvalue()


def _classroom50(subject: Subject, assignment: Assignment) -> Files:
    return {**kit_files(subject, assignment, PLATFORM), **_of_platform("classroom50")}


def _github(subject: Subject, assignment: Assignment) -> Files:
    github = PLATFORMS / "github"
    return {
        **kit_files(subject, assignment, PLATFORM),
        ".github/workflows/check.yml": (github / "student.yml").read_bytes(),
        ".gitignore": (github / "gitignore").read_bytes(),
        **_of_platform("pre-commit"),
    }


def _of_platform(name: str) -> Files:
    folder = PLATFORMS / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


PACKS: Mapping[str, Pack] = MappingProxyType(
    {
        pack.name: pack
        for pack in (
            Pack("gradescope", "the autograder's zip", _gradescope),
            Pack("docker", "a folder to build an image of", _docker),
            Pack("autolab", "autograde-Makefile and autograde.tar, for the lab's folder", _autolab),
            Pack("prairielearn", "a question's folder, for that image", _prairielearn, True),
            Pack("classroom50", "the folder autograders/ASSIGNMENT", _classroom50, True),
            Pack("github", "a repository for students to start from", _github, True),
        )
    }
)
