"""Threat: the solution lies beside the grader, to be read, imported or executed."""

import linecache
from pathlib import Path
import runpy
import sys

from attacker import SECRETS, attempt

attempt("read", lambda: Path(SECRETS["reference"]).read_text())
attempt("run", runpy.run_path, SECRETS["reference"])
attempt("lines", lambda: linecache.getlines(SECRETS["reference"])[0])
sys.path.insert(0, SECRETS["package"])
attempt("import", __import__, "reference_solution")
