"""Taking in what was handed in: which files are submissions, and of whom.

`collect` takes a folder or a zip archive as platforms hand them out. All of it is strangers' work:
no link is followed, nothing is extracted or run, everything has a limit, and what cannot be taken
is said in a sentence while the rest goes on.
"""

from grader.intake.collecting import Intake, collect
from grader.intake.names import fit_name

__all__ = ["Intake", "collect", "fit_name"]
