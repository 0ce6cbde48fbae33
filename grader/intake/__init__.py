"""Taking in what was handed in: which files are submissions, and whose they are.

`collect` takes a folder or a zip archive as platforms provide them, `collect_one` what one student
handed in, `read_one` the file that a student checks. All of it is untrusted: it is read in a
process of its own, no link is followed, nothing is extracted or run, everything has a limit, and
what cannot be read is explained in a sentence while the rest goes on.
"""

from grader.intake.asked import AskedOfClass, Intake
from grader.intake.collecting import collect, collect_one
from grader.intake.names import fit_name
from grader.intake.one_file import read_one

__all__ = ["AskedOfClass", "Intake", "collect", "collect_one", "fit_name", "read_one"]
