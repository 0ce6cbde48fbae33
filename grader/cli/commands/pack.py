"""`pack`: the files for a platform, as a folder or a zip."""

from __future__ import annotations

from pathlib import Path
import sys
import tempfile

from grader.core.assignment import Assignment
from grader.core.errors import BadInput
from grader.handout.kit.handing import hand_over, must_be_new, read_back, write_folder, write_zip
from grader.handout.kit.leaks import find_leaks
from grader.handout.kit.packs import PACKS, pack_named
from grader.handout.kit.secrets import Secrets
from grader.marking.session import ReadyAssignment


def make_pack(platform: str, out: Path, assignment_path: Path) -> int:
    """Write the pack to `out`, a zip where it is named so; the exit status. Raises BadInput.

    1 where anybody may read it, and it would give something away; then nothing is written.
    """
    if platform == "list":
        for known in PACKS.values():
            print(f"{known.name:<14} {known.description}")
        return 0
    pack = pack_named(platform)
    if out == Path():
        raise BadInput("No output was named.", f"Run: python -m grader pack {platform} OUT.")
    must_be_new(out)
    ReadyAssignment.open(assignment_path)
    assignment = Assignment.read(assignment_path)
    files = pack.files(assignment)
    with tempfile.TemporaryDirectory(prefix="pack-") as temporary:
        built = Path(temporary) / "pack"
        (write_zip if out.suffix == ".zip" else write_folder)(files, built)
        if pack.is_public:
            leaks = find_leaks(read_back(built), Secrets.of(assignment))
            if leaks:
                print("\n".join(leaks), file=sys.stderr)
                print(f"{len(leaks)} things would be given away.", file=sys.stderr)
                return 1
        hand_over(built, out)
    kind = "anybody may read it" if pack.is_public else "with the hidden cases: keep it private"
    print(f"{len(files)} files for {platform}, {kind}: {out}")
    return 0
