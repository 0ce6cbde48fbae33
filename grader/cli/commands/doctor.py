"""`doctor`: which protections hold here, and whether `grade` runs, both found by trying."""

from __future__ import annotations

from pathlib import Path

from grader.core.blank import Blank
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language
from grader.core.submission import Submission
from grader.core.text import Message
from grader.jail.proof.protections import Machine, Protection, probe
from grader.marking.batch import Task, grade_all
from grader.marking.confining import refuse_strangers
from grader.marking.session import GraderPool, ReadyAssignment
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def examine(assignment: Path, language: Language = ENGLISH) -> int:
    """Print the protections, the remedies, and whether `grade` runs here.

    Returns the exit status: 0 where all protections hold and it runs, else 1.
    """
    machine = probe()
    console = Console(highlight=False)
    console.print(_table(machine, language))
    with console.status(language.translate("A trial is graded")):
        why_not = why_no_grading(machine, assignment, language)
    print(verdict(machine, why_not, language))
    return 0 if why_not is None and not _missing(machine) else 1


def why_no_grading(machine: Machine, assignment: Path, language: Language = ENGLISH) -> str | None:
    """Grade one small submission as `grade` would; None when that works, else why it does not."""
    try:
        with language.errors():
            ready = ReadyAssignment.open(assignment)
            refuse_strangers(machine, ready, ())
            why_not = _try(machine, ready)
            return None if why_not is None else language.say(why_not)
    except BadInput as refusal:
        return str(refusal)
    except OSError as error:  # no room for the servers' files, or no process available
        said = Message("The grader's servers cannot be started: {error}.", error=error)
        return language.say(said)


def verdict(machine: Machine, why_not: str | None, language: Language = ENGLISH) -> str:
    """The last sentence: whether `grade` runs here, and with what risk."""
    _ = language.translate
    if why_not is not None:
        return _("`grade` does not run here. {why}").format(why=why_not)
    missing = _missing(machine)
    if not missing:
        return _("`grade` runs here: a trial submission was graded, under all protections.")
    risks = "; ".join(f"{each.name} ({_(each.prevents)})" for each in missing)
    words = _("`grade` runs here: a trial submission was graded, but not protected by {risks}.")
    return words.format(risks=risks)


def _try(machine: Machine, ready: ReadyAssignment) -> Message | None:
    first, *others = (blank for blank in ready.marker.blanks if blank.functions)
    submission = Submission("trial", _source(first, others).encode())
    with GraderPool(ready, machine, 1) as pool:
        task = Task(submission, ready.key(submission))
        (graded,) = grade_all([task], pool.graders, pool.replace)
    report = graded.report
    if report.status != "graded":
        reason = report.reason_parts or report.reason or ""
        return Message("A trial submission was not graded: {reason}.", reason=reason)
    found = {blank.id: blank.status for blank in report.blanks}
    expected = {first.id: "crashed", **{blank.id: "blank" for blank in others}}
    wrong = {name: found[name] for name in expected if found[name] != expected[name]}
    words = ", ".join(f"{name} is {wrong[name]} and not {expected[name]}" for name in wrong)
    if not wrong:
        return None
    return Message("A trial submission was not graded as it should be: {words}.", words=words)


def _source(first: Blank, others: list[Blank]) -> str:
    """Functions that are blank, except that the first one fails, so that it is tried in every
    lane.
    """
    failing = [f"def {name}(*given): 1 / 0" for name in first.functions]
    blank = [
        f"def {name}(*given): raise NotImplementedError('a trial')"
        for each in others
        for name in each.functions
    ]
    return "\n".join((*failing, *blank, ""))


def _missing(machine: Machine) -> list[Protection]:
    return [each for each in machine.protections if not each.holds]


def _table(machine: Machine, language: Language) -> Table:
    _ = language.translate
    yes, no = _("yes"), _("no")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("protection"), _("holds"), _("what it prevents"), _("what to do")):
        table.add_column(heading, overflow="fold")
    for each in machine.protections:
        holds = f"[green]{yes}[/]" if each.holds else f"[red]{no}[/]"
        why = f"{_(each.problem)}. " if each.problem else ""
        remedy = _(each.remedy) if each.remedy else ""
        table.add_row(each.name, holds, escape(_(each.prevents)), escape(f"{why}{remedy}"))
    return table
