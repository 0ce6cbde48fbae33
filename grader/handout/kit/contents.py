"""What is given away, put together in memory: every file by its path.

The grader with all cases goes to a platform, and with the public ones only, to students.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import tempfile

from grader import ROOT
from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.core.handout import Material
from grader.core.language import languages
from grader.core.subject import Subject
from grader.core.text import Message
from grader.core.toml import read_toml, to_toml
from grader.goldens.signatures import FILE as SIGNATURES
from grader.goldens.signatures import Signatures
from grader.goldens.store import MANIFEST, Manifest, picture_path, read_manifest
from grader.handout.handed_out import templates
from grader.handout.kit.allowed import STUDENT, package_files
from grader.handout.kit.readme import MAKEFILE, readme
from grader.handout.page import handout_page

GOLDENS = "expected_outputs"
Files = dict[str, bytes]


def kit_files(
    subject: Subject, assignment: Assignment, package: tuple[str, ...] = STUDENT
) -> Files:
    """Every file of the students' kit. Raises BadInput where one is missing or cannot be read."""
    public = public_part(assignment)
    arguments = material_of(public).arguments
    documents = dict(_documents(subject))
    pages = dict(_pages(documents))
    return {
        **grading_files(subject, public, package),
        **templates(subject),
        **documents,
        **pages,
        "README.md": readme(public, arguments, tuple(pages), public.hidden_cases).encode(),
        "Makefile": MAKEFILE.encode(),
    }


def public_part(assignment: Assignment) -> Assignment:
    """The assignment without its hidden cases. Raises BadInput when there are no others."""
    public = tuple(case for case in assignment.cases if case.visibility == "public")
    if not public:
        raise BadInput(
            Message(
                "The assignment has no public case, so students could check nothing with a kit."
            ),
            Message('Give at least one case visibility = "public".'),
        )
    more = assignment.hidden_cases or len(public) < len(assignment.cases)
    return assignment.model_copy(update={"cases": public, "hidden_cases": more})


def grading_files(subject: Subject, assignment: Assignment, package: tuple[str, ...]) -> Files:
    """These files of the package, with all that they need to mark an assignment's cases.

    Raises BadInput.
    """
    material = material_of(assignment)
    try:
        return {
            "LICENSE": (ROOT / "LICENSE").read_bytes(),
            # Without what only tests need.
            "requirements.lock": (ROOT / "requirements-run.lock").read_bytes(),
            **dict(package_files(package)),
            **dict(_subject_files(subject)),
            "data/assignment.toml": _assignment_toml(assignment, material).encode(),
            **{f"data/{place}": data for place, data in material.files.items()},
            **dict(_goldens(assignment)),
        }
    except OSError as error:
        raise BadInput(
            Message(
                "{filename} cannot be read: {strerror}.",
                filename=error.filename,
                strerror=error.strerror,
            )
        ) from error


def material_of(assignment: Assignment) -> Material:
    """The data that students need for its cases. Raises BadInput."""
    return assignment.open().material(assignment.cases)


def _subject_files(subject: Subject) -> Iterator[tuple[str, bytes]]:
    """The subject's own modules: beside the grader, so that they are imported as they are here."""
    for pattern in subject.handout.code:
        for path in sorted(subject.package.glob(pattern)):
            if path != subject.reference and path.is_file():
                yield path.relative_to(subject.root).as_posix(), path.read_bytes()


def _documents(subject: Subject) -> Iterator[tuple[str, bytes]]:
    folder = subject.reference.parent
    for pattern in subject.handout.documents:
        for path in sorted(folder.glob(pattern)):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _pages(documents: Files) -> Iterator[tuple[str, bytes]]:
    """Each document in Markdown as a page, which opens in any browser. Raises BadInput."""
    for place, text in documents.items():
        if not place.endswith(".md"):
            continue
        spoken = (each.tag for each in languages() if place.endswith(f".{each.short}.md"))
        try:
            page = handout_page(text.decode("utf-8"), documents.__getitem__, next(spoken, "en"))
        except KeyError as error:
            raise BadInput(
                Message(
                    "{place} shows {figure}, which the kit does not hold.",
                    place=place,
                    figure=error.args[0],
                ),
                Message("Name it among the documents of the subject's hand-out."),
            ) from error
        yield f"{place.removesuffix('.md')}.html", page.encode()


def _assignment_toml(assignment: Assignment, material: Material) -> str:
    """The assignment's own TOML with these cases only, without its comments.

    Of cases that are left out it says that there are some, and nothing else.
    """
    table = {
        **read_toml(assignment.source),
        **material.settings,
        "goldens": f"../{GOLDENS}",
    }
    if assignment.hidden_cases:
        table = {"hidden_cases": True, **table}
    names = {case.name for case in assignment.cases}
    cases = table["case"]
    assert isinstance(cases, list)
    return to_toml({**table, "case": [case for case in cases if case["name"] in names]})


def _goldens(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    folder = assignment.goldens
    manifest = _manifest(read_manifest(folder), assignment)
    yield f"{GOLDENS}/{MANIFEST}", (manifest.model_dump_json(indent=1) + "\n").encode()
    for check in manifest.checks:
        path = picture_path(folder, check.case, check.picture)
        yield f"{GOLDENS}/{check.case}/{path.name}", path.read_bytes()
    if (folder / SIGNATURES).exists():
        yield f"{GOLDENS}/{SIGNATURES}", _signatures(folder, set(manifest.cases))


def _manifest(manifest: Manifest, assignment: Assignment) -> Manifest:
    """The manifest of an assignment's cases only."""
    names = {case.name for case in assignment.cases}
    return manifest.model_copy(
        update={
            "cases": {name: case for name, case in manifest.cases.items() if name in names},
            "checks": tuple(check for check in manifest.checks if check.case in names),
        }
    )


def _signatures(folder: Path, cases: set[str]) -> bytes:
    """The mistakes' samples in these cases, as the file holds them."""
    with tempfile.TemporaryDirectory() as temporary:
        Signatures.read(folder).only(cases).write(Path(temporary))
        return (Path(temporary) / SIGNATURES).read_bytes()
