"""What is given away, put together in memory: every file by its path.

The grader with all cases goes to a platform, and with the public ones only, to students.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
import tempfile

from grader import PACKAGE
from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.goldens.signatures import FILE as SIGNATURES
from grader.goldens.signatures import Signatures
from grader.goldens.store import MANIFEST, REFERENCE, Manifest, picture_path, read_manifest
from grader.gradcam.subject import network_of
from grader.handout.kit.modules import STUDENT_COMMANDS, data_files, modules
from grader.handout.kit.readme import MAKEFILE, readme
from grader.handout.kit.tables import assignment_toml, network_toml
from grader.networks.spec import DATA, NetworkSpec

ROOT = REFERENCE.parent
HANDED_OUT = ("student_template*.py", "student_template*.ipynb", "HANDOUT*.md", "docs/figures/*")
"""At the project's root, beside the licence and the lock file."""

Files = dict[str, bytes]


def kit_files(assignment: Assignment, commands: Collection[str] = STUDENT_COMMANDS) -> Files:
    """Every file of the students' kit. Raises BadInput where one is missing or cannot be read."""
    public = public_part(assignment)
    text = readme(public, _network_name(public), public != assignment)
    return {
        **grading_files(public, commands),
        **dict(_handed_out()),
        "README.md": text.encode(),
        "Makefile": MAKEFILE.encode(),
    }


def public_part(assignment: Assignment) -> Assignment:
    """The assignment without its hidden cases. Raises BadInput when there are no others."""
    public = tuple(case for case in assignment.cases if case.visibility == "public")
    if not public:
        raise BadInput(
            "The assignment has no public case, so a kit could check nothing.",
            'Give at least one case visibility = "public".',
        )
    return assignment.model_copy(update={"cases": public})


def grading_files(assignment: Assignment, commands: Collection[str]) -> Files:
    """What these commands need to mark an assignment's cases, and nothing that makes goldens."""
    try:
        return {
            "LICENSE": (ROOT / "LICENSE").read_bytes(),
            # Without what only tests need.
            "requirements.lock": (ROOT / "requirements-run.lock").read_bytes(),
            **dict(_package(commands)),
            **dict(_data(assignment)),
            **dict(_goldens(assignment)),
        }
    except OSError as error:
        raise BadInput(f"{error.filename} cannot be read: {error.strerror}.") from error


def _handed_out() -> Iterator[tuple[str, bytes]]:
    for pattern in HANDED_OUT:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and not path.stem.endswith(".report"):
                yield path.relative_to(ROOT).as_posix(), path.read_bytes()


def _network_name(assignment: Assignment) -> str:
    """How the network is called in a kit's assignment."""
    network = network_of(assignment)
    if network.is_from_keras:
        return "vgg16"
    return "demo" if network == NetworkSpec.named("demo") else "network.toml"


def _package(commands: Collection[str]) -> Iterator[tuple[str, bytes]]:
    sources = modules(commands)
    yield from ((place, source.encode()) for place, source in sources.items())
    for path in data_files(sources):
        yield path.relative_to(PACKAGE.parent).as_posix(), path.read_bytes()


def _data(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    network, name = network_of(assignment), _network_name(assignment)
    yield "data/assignment.toml", assignment_toml(assignment, name).encode()
    if name == "demo":
        yield "data/SOURCES.md", (DATA / "SOURCES.md").read_bytes()
    if not network.is_from_keras:
        file = "demo_network.toml" if name == "demo" else name
        yield f"data/{file}", network_toml(network).encode()
    for path in (network.path, network.weights, network.class_names):
        if path is not None and not network.is_from_keras:
            yield f"data/{path.name}", path.read_bytes()
    for scene in sorted({case.scene for case in assignment.cases}):
        yield f"data/scenes/{scene}.png", (assignment.scenes / f"{scene}.png").read_bytes()


def _goldens(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    folder = assignment.goldens
    manifest = _manifest(read_manifest(folder), assignment)
    yield f"expected_outputs/{MANIFEST}", (manifest.model_dump_json(indent=1) + "\n").encode()
    for check in manifest.checks:
        path = picture_path(folder, check.case, check.picture)
        yield f"expected_outputs/{check.case}/{path.name}", path.read_bytes()
    if (folder / SIGNATURES).exists():
        yield f"expected_outputs/{SIGNATURES}", _signatures(folder, manifest.cases)


def _manifest(manifest: Manifest, assignment: Assignment) -> Manifest:
    """The manifest of an assignment's cases only, and without a trace of the reference."""
    names = {case.name for case in assignment.cases}
    return manifest.model_copy(
        update={
            "reference_sha256": "",
            "cases": {name: case for name, case in manifest.cases.items() if name in names},
            "checks": tuple(check for check in manifest.checks if check.case in names),
        }
    )


def _signatures(folder: Path, cases: Collection[str]) -> bytes:
    """The mistakes' samples in these cases, as the file holds them."""
    signatures = Signatures.read(folder)
    kept = Signatures(
        signatures.hints,
        signatures.blanks,
        {at: array for at, array in signatures.samples.items() if at[0] in cases},
        {at: array for at, array in signatures.made.items() if at[0] in cases},
    )
    with tempfile.TemporaryDirectory() as temporary:
        kept.write(Path(temporary))
        return (Path(temporary) / SIGNATURES).read_bytes()
