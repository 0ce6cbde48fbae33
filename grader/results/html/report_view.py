"""Computes what the report page shows: the templates only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.report import BlankReport, CheckResult, Report
from grader.core.words import (
    Outcome,
    Translate,
    hidden_labels,
    hint_words,
    number,
    outcome,
    outcome_words,
)
from grader.goldens.colours import is_zero_everywhere
from grader.results.html import words
from grader.results.html.images import Picture16, data_uri, difference, golden_uri, look_alike
from markupsafe import Markup
import numpy as np

Pictures = Mapping[tuple[str, str], Picture16]

SHOWN_AT_ONCE = 3
"""The number of wrong pictures of one blank that are shown unfolded. The rest repeat what these
already show."""

STOPPED: tuple[Outcome, ...] = ("crashed", "timed_out", "out_of_memory", "bad_output")
ICONS: Mapping[Outcome, str] = {
    "right": "right",
    "raised": "right",
    "partly": "partly",
    "lowered": "partly",
    "wrong": "wrong",
    "blank": "blank",
    **dict.fromkeys(STOPPED, "stopped"),
}


@dataclass(frozen=True)
class Shot:
    """A picture in the page; its role is expected, yours, both (when alike) or difference."""

    role: str
    caption: str
    alt: str
    uri: Markup


@dataclass(frozen=True)
class CheckView:
    """A public check: its name, its numbers in words, and its pictures."""

    title: str
    case: str
    passed: bool
    numbers: str
    shots: tuple[Shot, ...]
    comparable: bool


@dataclass(frozen=True)
class HiddenView:
    """A check of a hidden case: only whether it passed, or None where it was not run."""

    label: str
    title: str
    passed: bool | None


@dataclass(frozen=True)
class BlankView:
    """A blank, with its checks sorted by how much they tell.

    `wrong` are failed checks with a picture to show, `more` those that can wait, `absent` failed
    checks without a picture, for the reason `missing`.
    """

    place: int
    id: str
    title: str
    icon: str
    status: str
    score: str
    max_score: str
    points: float
    earned: float
    hint: tuple[tuple[bool, str], ...]
    missing: str
    wrong: tuple[CheckView, ...]
    more: tuple[CheckView, ...]
    absent: tuple[CheckView, ...]
    passed: tuple[CheckView, ...]
    hidden: tuple[HiddenView, ...]

    @property
    def right(self) -> bool:
        """Whether there is nothing left to do."""
        return self.icon == "right"

    @property
    def hidden_passed(self) -> int:
        """How many checks of hidden cases passed."""
        return sum(check.passed is True for check in self.hidden)


def blank_views(
    report: Report, answered: Pictures, goldens: Pictures, _: Translate
) -> tuple[BlankView, ...]:
    """The blanks of a report, in its order; a hint that several have is told once, by the first."""
    labels = hidden_labels(report, _)
    said = [None if blank.hint is None else blank.hint.text for blank in report.blanks]
    told_once = [
        blank if said.index(hint) == place else blank.model_copy(update={"hint": None})
        for place, (blank, hint) in enumerate(zip(report.blanks, said, strict=True))
    ]
    return tuple(
        _blank_view(place, blank, labels, answered, goldens, _)
        for place, blank in enumerate(told_once, 1)
    )


def _blank_view(
    place: int,
    blank: BlankReport,
    labels: Mapping[str, str],
    answered: Pictures,
    goldens: Pictures,
    _: Translate,
) -> BlankView:
    public = [check for check in blank.checks if check.visibility == "public"]
    passed: list[CheckView] = []
    wrong: list[CheckView] = []
    absent: list[CheckView] = []
    for check in public:
        key = check.case, check.picture
        kept = passed if check.passed else wrong if key in answered else absent
        kept.append(_check_view(check, answered.get(key), goldens.get(key), _))
    hint = hint_words(blank.hint, labels) if blank.hint else ""
    return BlankView(
        place=place,
        id=blank.id,
        title=words.title_of(blank, _),
        icon=ICONS[outcome(blank)],
        status=outcome_words(blank, _),
        score=number(blank.score),
        max_score=number(blank.max_score),
        points=blank.max_score,
        earned=min(blank.score, blank.max_score),
        hint=words.code_parts(hint) if hint else (),
        missing=words.why_missing(blank, _),
        wrong=tuple(wrong[:SHOWN_AT_ONCE]),
        more=tuple(wrong[SHOWN_AT_ONCE:]),
        absent=tuple(absent),
        passed=tuple(passed),
        hidden=tuple(
            HiddenView(labels[check.case], words.title_of(check, _), check.passed)
            for check in blank.checks
            if check.visibility == "hidden"
        ),
    )


def _check_view(
    check: CheckResult, yours: Picture16 | None, expected: Picture16 | None, _: Translate
) -> CheckView:
    title = words.title_of(check, _)
    shots = _shots(title, bool(check.passed), yours, expected, _)
    return CheckView(
        title=title,
        case=check.case,
        passed=bool(check.passed),
        numbers=_numbers(check, yours, expected, _),
        shots=shots,
        comparable={"expected", "yours"} <= {shot.role for shot in shots},
    )


def _numbers(
    check: CheckResult, yours: Picture16 | None, expected: Picture16 | None, _: Translate
) -> str:
    if yours is not None and expected is not None:
        if yours.shape != expected.shape:
            return _("Yours is {yours} pixels; {expected} is expected.").format(
                yours=_size(yours), expected=_size(expected)
            )
        if np.array_equal(yours, expected):
            return _("Every pixel is the same.")
    return words.numbers_in_words(check, _)


def _size(picture: Picture16) -> str:
    return f"{picture.shape[1]} \N{MULTIPLICATION SIGN} {picture.shape[0]}"


def _shots(
    title: str, passed: bool, yours: Picture16 | None, expected: Picture16 | None, _: Translate
) -> tuple[Shot, ...]:
    """Expected, yours and their difference, as far as there are any."""
    if passed and yours is not None and expected is not None and look_alike(yours, expected):
        both = _caption(_("expected, and yours"), expected, _)
        return (_shot("both", both, title, golden_uri(expected)),)
    shots = []
    if expected is not None:
        caption = _caption(_("expected"), expected, _)
        shots.append(_shot("expected", caption, title, golden_uri(expected)))
    if yours is not None:
        shots.append(_shot("yours", _caption(_("yours"), yours, _), title, data_uri(yours)))
    off = None if yours is None or expected is None else difference(yours, expected)
    if off is not None:
        caption = _("difference \N{MULTIPLICATION SIGN} {factor}").format(factor=off.factor)
        shots.append(_shot("difference", caption, title, off.uri))
    return tuple(shots)


def _caption(words_for: str, picture: Picture16, _: Translate) -> str:
    """What a picture is; of a plain one, which may look like a missing one, that it is zero."""
    if not is_zero_everywhere(picture):
        return words_for
    return _("{picture}: zero everywhere").format(picture=words_for)


def _shot(role: str, caption: str, title: str, uri: Markup) -> Shot:
    return Shot(role, caption, f"{title}: {caption}", uri)
