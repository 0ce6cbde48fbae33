"""What a report says, in words and numbers: the same on a page, in a terminal and on a platform.

Whatever says something takes `_`, which gives a message in the reader's language; `str` leaves it
in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
import re
from typing import Literal

from grader.core.report import Adjustment, BlankReport, BlankStatus, Hint, Report

Translate = Callable[[str], str]

Outcome = BlankStatus | Literal["partly", "raised", "lowered"]
"""What became of a blank by the mark that counts. `partly` has some of its points; `raised` and
`lowered` have all, or not all, of them only because somebody changed the mark."""


def outcome(blank: BlankReport) -> Outcome:
    """What became of a blank, whoever gave the mark."""
    if blank.full_marks:
        return "right" if blank.status == "right" else "raised"
    if blank.status == "right":
        return "lowered"
    return "partly" if blank.status == "wrong" and blank.score > 0 else blank.status


def outcome_words(blank: BlankReport, _: Translate) -> str:
    """The same in a word or two."""
    return {
        "right": _("right"),
        "raised": _("full marks by hand"),
        "lowered": _("changed by hand"),
        "partly": _("partly right"),
        "wrong": _("wrong"),
        "blank": _("not filled in yet"),
        "crashed": _("crashed"),
        "timed_out": _("took too long"),
        "out_of_memory": _("ran out of memory"),
        "bad_output": _("unusable result"),
    }[outcome(blank)]


def public_only(_: Translate) -> str:
    """What stands beside a score where hidden cases count that are not there."""
    return _("Public cases only; hidden ones count too.")


def sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}."


def number(value: float) -> str:
    """A mark in plain digits: no more than two decimals, and none where it is whole."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(share: float, _: Translate = str) -> str:
    """A share, 0 to 1, in percent. Only none is 0 %, and only all is 100 %."""
    if 0 < share < 0.001:
        return _("less than {number} %").format(number="0.1")
    if 0.9995 <= share < 1:
        return _("more than {number} %").format(number="99.9")
    return _("{number} %").format(number=number(round(100 * share, 1)))


def similarity(ssim: float) -> str:
    """Three decimals, or as many as it takes to tell it from 1."""
    shown = (f"{ssim:.{decimals}f}" for decimals in range(3, 7))
    return next((text for text in shown if ssim >= 1 or float(text) < 1), "1.000")


def changes_in_words(report: Report, _: Translate = str) -> tuple[str, ...]:
    """All that people changed about a report, in the order of its `adjustments`."""
    return tuple(_change(change, report, _) for change in report.adjustments)


def _change(change: Adjustment, report: Report, _: Translate) -> str:
    """What a person changed, as a student reads it, so that the sum can be done again."""
    if change.kind == "mark":
        said = _("{blank}: {new} points, instead of {old}.").format(
            blank=change.blank, new=number(change.new or 0), old=number(change.old or 0)
        )
    elif change.kind == "late" and report.blanks and report.score is not None:
        said = _("Late: {percent} deducted, {after} instead of {before} points.").format(
            percent=f"{number(change.new or 0)} %",
            after=number(report.score),
            before=number(sum(blank.score for blank in report.blanks)),
        )
    elif change.kind == "late":
        said = _("Late: {percent} deducted.").format(percent=f"{number(change.new or 0)} %")
    else:
        said = ""
    signed = _("({by}, {day})").format(by=change.by, day=change.at[:10])
    return " ".join(filter(None, (said, change.note, signed)))


def hidden_labels(report: Report, _: Translate = str) -> dict[str, str]:
    """What to call each hidden case of a report: its name would give its question away."""
    names = dict.fromkeys(
        check.case
        for blank in report.blanks
        for check in blank.checks
        if check.visibility == "hidden"
    )
    return {
        name: _("hidden case {number}").format(number=place) for place, name in enumerate(names, 1)
    }


def without_names(text: str, labels: Mapping[str, str]) -> str:
    """`text` with each name in `labels` replaced by its label."""
    if not labels:
        return text
    whole_name = rf"(?<![\w.-])(?:{_any_of(labels)})(?!\w|[.-]\w)"
    # ASCII: Chinese has no spaces, and a name may touch the words around it.
    return re.sub(whole_name, lambda found: labels[found.group()], text, flags=re.ASCII)


def _any_of(names: Iterable[str]) -> str:
    """The longest first: one name may begin another."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def hint_words(hint: Hint, labels: Mapping[str, str]) -> str:
    """What a hint says; of a hidden case, without its name."""
    return hint.text if hint.is_in_own_words else without_names(hint.text, labels)
