"""Names, marks and numbers in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
import re

from grader.core.report import BlankReport, CheckResult, Hint, Report
from grader.results.html.page import Translate

_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


def blank_words(blank: str, _: Translate) -> str:
    """What a blank is about; empty for one that is not known here."""
    return {
        "TODO1": _("Guided ReLU"),
        "TODO2": _("Replacing the activation"),
        "TODO3": _("Saliency"),
        "TODO4": _("Grad-CAM"),
        "PIPELINE": _("The whole pipeline"),
    }.get(blank, "")


def picture_words(picture: str, _: Translate) -> str:
    """What a picture shows."""
    known = {
        "relu_forward": _("ReLU, forward"),
        "relu_gradient": _("ReLU, gradient"),
        "relu_gradient_half": _("ReLU, gradient in half precision"),
        "replaced": _("Saliency with other activations put in"),
        "saliency_class": _("Saliency of the class"),
        "saliency_channels": _("Saliency of the strongest channels"),
        "grad_cam": _("Grad-CAM heat map"),
        "guided_class": _("Guided saliency of the class"),
        "guided_channels": _("Guided saliency of the strongest channels"),
        "guided_grad_cam_class": _("Guided Grad-CAM of the class"),
        "guided_grad_cam_channels": _("Guided Grad-CAM of the strongest channels"),
    }
    return known.get(picture, picture.replace("_", " "))


def status_words(blank: BlankReport, _: Translate) -> str:
    """How a blank came out."""
    if blank.status == "wrong" and blank.score > 0:
        return _("partly right")
    return {
        "right": _("right"),
        "wrong": _("wrong"),
        "blank": _("not filled in yet"),
        "crashed": _("crashed"),
        "timed_out": _("took too long"),
        "out_of_memory": _("ran out of memory"),
        "bad_output": _("returned something else"),
    }[blank.status]


def marks_words(blank: BlankReport, _: Translate) -> str:
    """Why a blank has not all of its marks."""
    return _("changed by hand") if blank.status == "right" else status_words(blank, _)


def hint_id(blank: BlankReport) -> str:
    """The id of a blank's hint, empty where it has none; its status where that is no word.

    An id may come from a submission's process, as its words do.
    """
    if blank.hint is None:
        return ""
    return blank.hint.id if _WORD.fullmatch(blank.hint.id) else blank.status


def why_missing(blank: BlankReport, _: Translate) -> str:
    """Why a blank has no picture to compare."""
    return {
        "blank": _("This blank is not filled in yet, so there is no picture of yours."),
        "crashed": _("Your code stopped with an error before there was a picture."),
        "timed_out": _("Your code ran out of time before there was a picture."),
        "out_of_memory": _("Your code ran out of memory before there was a picture."),
        "bad_output": _("What your code returned cannot be drawn as a picture."),
    }.get(blank.status, _("There is no picture of yours to compare."))


def verdict(report: Report, _: Translate) -> str:
    """The whole report in a sentence or two."""
    wrong = [blank for blank in report.blanks if blank.status != "right"]
    if not wrong:
        return _("Everything is right. Well done.")
    return _("Right so far: {right} of {total}. Begin with {blank}.").format(
        right=len(report.blanks) - len(wrong), total=len(report.blanks), blank=wrong[0].id
    )


def numbers_in_words(check: CheckResult, _: Translate) -> str:
    """How like the golden a picture is; empty where there is no picture."""
    if check.ssim is None or check.beyond is None:
        return ""
    return _("{share} of the pixels differ, similarity {similarity}.").format(
        share=percent(check.beyond, _), similarity=similarity(check.ssim)
    )


def percent(share: float, _: Translate) -> str:
    """A share, 0..1, in percent. Only none is 0 %, and only all is 100 %."""
    if 0 < share < 0.001:
        return _("less than {number} %").format(number="0.1")
    if 0.9995 <= share < 1:
        return _("more than {number} %").format(number="99.9")
    return _("{number} %").format(number=number(round(100 * share, 1)))


def similarity(ssim: float) -> str:
    """Three decimals, or as many as it takes to tell it from 1."""
    shown = (f"{ssim:.{decimals}f}" for decimals in range(3, 7))
    return next((text for text in shown if ssim >= 1 or float(text) < 1), "1.000")


def number(value: float) -> str:
    """A mark: no more than two decimals, none where it is whole."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")


def code_parts(text: str) -> tuple[tuple[bool, str], ...]:
    """A text cut at its `backticks`: (is code, text) in order."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # an odd backtick is a backtick
        return ((False, text),)
    return tuple((place % 2 == 1, piece) for place, piece in enumerate(pieces) if piece)


def hidden_labels(report: Report, _: Translate) -> dict[str, str]:
    """What to call each hidden case of a report: its name would give its scene away."""
    names = dict.fromkeys(
        check.case
        for blank in report.blanks
        for check in blank.checks
        if check.visibility == "hidden"
    )
    return {
        name: _("hidden case {number}").format(number=place) for place, name in enumerate(names, 1)
    }


def hint_words(hint: Hint, labels: Mapping[str, str]) -> str:
    """What a hint says; of a hidden case, without its name."""
    return hint.text if hint.is_in_own_words else without_names(hint.text, labels)


def without_names(text: str, labels: Mapping[str, str]) -> str:
    """`text` with each name in `labels` replaced by its label."""
    if not labels:
        return text
    names = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    whole_name = rf"(?<![\w.-])(?:{names})(?!\w|[.-]\w)"
    # ASCII: Chinese has no spaces, and a name may touch the words around it.
    return re.sub(whole_name, lambda found: labels[found.group()], text, flags=re.ASCII)
