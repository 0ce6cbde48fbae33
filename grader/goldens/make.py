"""Making the goldens, with limits that are proved: `python -m grader golden`.

The reference's pictures are the goldens. The limits of each are set by what a bank of right answers
and a catalogue of mistakes make beside it (`grader.goldens.limits`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.blank import At, Blank, Pixels
from grader.core.errors import BadInput
from grader.core.files import write_whole
from grader.core.subject import Subject
from grader.core.text import Message
from grader.goldens.catalogue import Mistake, read_mistakes, read_right_answers
from grader.goldens.compare import compare
from grader.goldens.limits import Catch, Distance, Gap, best_catch, find_gap
from grader.goldens.png import fingerprint, write_picture
from grader.goldens.signatures import Signatures, make_signatures
from grader.goldens.store import MANIFEST, GoldenCheck, Goldens, Manifest, picture_path
from grader.goldens.survey import Made, Platform, ResolvedAssignment, Solution

PATIENCE = 10
"""How many times longer than a submission the reference may take elsewhere."""


def platforms(subject: Subject) -> Sequence[Platform]:
    """Other ways to compute the same: in a cold process, and in the subject's environments."""
    others = [Platform("warm", environment, PATIENCE) for environment in subject.environments]
    return [Platform("cold"), *others]


@dataclass(frozen=True)
class Survey:
    """All that was run: the goldens, what right answers made, what mistakes made."""

    goldens: Mapping[At, Pixels]
    right: Sequence[Made]
    wrong: Mapping[str, Made]
    mistakes: Sequence[Mistake]


@dataclass(frozen=True)
class Calibrated:
    """Goldens with their limits, the mistakes' signatures, and how well each mistake is caught."""

    goldens: Goldens
    signatures: Signatures
    catches: Mapping[str, Catch]
    unused: tuple[At, ...]


def build(
    resolved: ResolvedAssignment,
    workers: int,
    on_progress: Callable[[int, int], object],
    every: int = 1,
) -> Calibrated:
    """Run everything, or only one in `every` answers and mistakes, and set the limits.

    Raises BadInput when the reference gives no picture, or a right answer no gap to be seen by.
    """
    return calibrate(resolved, survey(resolved, workers, on_progress, every))


def survey(
    resolved: ResolvedAssignment,
    workers: int,
    on_progress: Callable[[int, int], object],
    every: int = 1,
) -> Survey:
    """Run the reference on every platform, and all right answers and mistakes on one.

    Raises BadInput where the reference or a right answer gives no picture.
    """
    subject = resolved.subject
    reference_source = subject.reference.read_text("utf-8")
    mistakes = read_mistakes(subject.catalogue)[::every]
    answers = read_right_answers(subject.catalogue)[::every]
    solutions = [
        Solution(entry.id, entry.submission(reference_source), touched(subject, entry.blank))
        for entry in (*answers, *mistakes)
    ]
    right: list[Made] = []
    for other in platforms(subject):
        with resolved.start(1, other) as trusted:
            right.append(Made(trusted.reference(), {}))
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        on_progress(done, len(solutions))

    with resolved.start(workers, Platform()) as trusted:
        goldens = trusted.reference()
        made = trusted.run(solutions, count)
    # A warm child cannot run graphs, which some right answers build: those, in a cold one.
    graphs = {answer.id for answer in answers if made[answer.id].failures}
    with resolved.start(1, Platform("cold")) as trusted:
        made |= trusted.run([each for each in solutions if each.id in graphs])
    for answer in answers:
        for (case, picture), failure in made[answer.id].failures.items():
            raise BadInput(
                Message(
                    "Right answer {id}: no {picture} of {case}: {message}.",
                    id=answer.id,
                    picture=picture,
                    case=case,
                    message=failure.message,
                )
            )
    wrong = {mistake.id: made[mistake.id] for mistake in mistakes}
    right += [made[answer.id] for answer in answers]
    return Survey(goldens, right, wrong, mistakes)


def touched(subject: Subject, blank: str) -> tuple[Blank, ...]:
    """The blanks that what stands in one of them can change: itself, and the whole.

    Raises BadInput for a blank that the subject does not have.
    """
    if blank not in {each.id for each in subject.blanks}:
        raise BadInput(
            Message(
                "{catalogue} names the blank {blank}, which does not exist.",
                catalogue=subject.catalogue,
                blank=blank,
            )
        )
    return tuple(each for each in subject.blanks if each.id == blank or not each.functions)


def calibrate(resolved: ResolvedAssignment, ran: Survey) -> Calibrated:
    """Set the limits of every check inside its gap."""
    wrong = {name: distances(made, ran.goldens) for name, made in ran.wrong.items()}
    right = [distances(made, ran.goldens) for made in ran.right]
    gaps = {
        at: find_gap(
            [each[at] for each in right if at in each],
            [each[at] for each in wrong.values() if at in each],
        )
        for at in ran.goldens
    }
    used = {at: gap for at, gap in gaps.items() if gap is not None}
    manifest = _manifest(resolved, ran.goldens, used)
    pictures = {at: ran.goldens[at] for at in used}
    return Calibrated(
        goldens=Goldens(manifest, pictures),
        signatures=_signatures(resolved.subject, ran, used),
        catches={
            mistake.id: _catch(resolved, mistake, ran.wrong[mistake.id], wrong[mistake.id], used)
            for mistake in ran.mistakes
        },
        unused=tuple(at for at, gap in gaps.items() if gap is None),
    )


def distances(made: Made, goldens: Mapping[At, Pixels]) -> dict[At, Distance]:
    """How far each picture that was made is from its golden."""
    return {at: Distance.between(picture, goldens[at]) for at, picture in made.pictures.items()}


def _catch(
    resolved: ResolvedAssignment,
    mistake: Mistake,
    made: Made,
    away: Mapping[At, Distance],
    gaps: Mapping[At, Gap],
) -> Catch:
    """The largest margins by which a mistake shows in its own blank; infinite without a picture."""
    own = next(blank for blank in resolved.subject.blanks if blank.id == mistake.blank)
    margins: dict[str, list[float]] = {"public": [], "hidden": []}
    for (case, picture), gap in gaps.items():
        if picture in own.pictures:
            missing = (case, picture) in made.failures
            margin = float("inf") if missing else gap.margin(away[case, picture])
            margins[resolved.assignment.case(case).visibility].append(margin)
    return best_catch(margins)


def _signatures(subject: Subject, ran: Survey, used: Mapping[At, Gap]) -> Signatures:
    blanks: dict[str, list[str]] = {}
    for mistake in ran.mistakes:
        blanks.setdefault(mistake.blank, []).append(mistake.id)
    return make_signatures(
        {mistake.id: mistake.hint for mistake in ran.mistakes},
        blanks,
        {name: made.pictures for name, made in ran.wrong.items()},
        {at: blank.id for blank in subject.blanks for at in used if at[1] in blank.pictures},
    )


def _manifest(
    resolved: ResolvedAssignment, goldens: Mapping[At, Pixels], gaps: Mapping[At, Gap]
) -> Manifest:
    return Manifest(
        subject_sha256=dict(resolved.opened.digest),
        cases=dict(resolved.cases),
        checks=tuple(
            GoldenCheck(
                case=case,
                picture=picture,
                pixels=fingerprint(goldens[case, picture]),
                ssim=gap.tolerance.ssim,
                levels=gap.tolerance.levels,
                share=gap.tolerance.share,
            )
            for (case, picture), gap in gaps.items()
        ),
    )


def write(made: Calibrated, folder: Path) -> None:
    """Write the pictures, the signatures, and last the manifest, which makes them valid.

    Raises BadInput when the folder cannot be written.
    """
    for (case, picture), golden in made.goldens.pictures.items():
        write_picture(picture_path(folder, case, picture), golden)
    made.signatures.write(folder)
    write_whole(folder / MANIFEST, made.goldens.manifest.model_dump_json(indent=1) + "\n")


@dataclass(frozen=True)
class Drift:
    """How a golden differs from what the reference makes here."""

    case: str
    picture: str
    ssim: float
    beyond: float
    passed: bool


def compare_goldens(committed: Goldens, made: Mapping[At, Pixels]) -> list[Drift]:
    """How each committed golden differs from the picture made here, the farthest first."""
    drifts = []
    for check in committed.manifest.checks:
        golden = committed.pictures[check.case, check.picture]
        picture = made.get((check.case, check.picture))
        if picture is None or picture.shape != golden.shape:
            drifts.append(Drift(check.case, check.picture, 0.0, 1.0, False))
            continue
        result = compare(picture, golden, check.tolerance)
        drifts.append(Drift(check.case, check.picture, result.ssim, result.beyond, result.passed))
    return sorted(drifts, key=lambda drift: (drift.passed, drift.ssim))
