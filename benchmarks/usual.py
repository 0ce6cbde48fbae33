"""The usual ways to grade: a process for each submission, of whatever tool, with the same checks.

gradescope-utils and otter-grader are installed into an environment of their own, beside this
project's packages. otter-grader runs a submission in a Jupyter kernel, so that it is given one
without the last lines, which only a script runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import sys
import sysconfig
import tempfile
import time

from grader.gradcam.subject import SUBJECT

ROOT = Path(__file__).parents[1]
CORES = os.cpu_count() or 1
PROCESSES = 2 * CORES
"""How many submissions are timed."""

TOOLS = ("gradescope-utils==0.5.0", "otter-grader==7.0.0", "ipykernel==7.4.0")
ENVIRONMENT = ROOT / "build" / "usual-tools"
LAST_LINES = '\nif __name__ == "__main__":'
PLAIN_PYTEST = ("-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", "-c", os.devnull)


@dataclass(frozen=True)
class Way:
    """A command that marks the submission in `SUBMISSION`, a file that it may be given."""

    python: Path
    arguments: Sequence[str]
    ends_in: str = ""
    """What it prints when the submission has full marks; empty where its exit status says so."""

    def core_seconds(self, at_once: int) -> float:
        """The core seconds for one submission, of which so many are marked at once."""
        with tempfile.TemporaryDirectory() as folder:
            submission = Path(folder, "submission.py")
            submission.write_text(SUBJECT.reference.read_text("utf-8").partition(LAST_LINES)[0])
            started = time.monotonic()
            for _ in range(PROCESSES // at_once):
                running = [self._start(submission) for _ in range(at_once)]
                for process in running:
                    printed, _ = process.communicate()
                    assert process.returncode == 0 and self.ends_in in printed, printed
            return CORES * (time.monotonic() - started) / PROCESSES

    def _start(self, submission: Path) -> subprocess.Popen[str]:
        arguments = (each.format(submission=submission) for each in self.arguments)
        return subprocess.Popen(
            [self.python, *arguments],
            cwd=submission.parent,
            env=_environment(submission),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if self.ends_in else subprocess.DEVNULL,
            text=True,
        )


def usual_ways() -> Mapping[str, Way]:
    """Each way that can be had here, by its name."""
    own = Path(sys.executable)
    found = {
        "a fresh interpreter": Way(own, ("-m", "benchmarks.in_process", "{submission}"), "100.0\n"),
        "pytest": Way(own, (*PLAIN_PYTEST, str(ROOT / "benchmarks" / "usual_test.py"))),
    }
    tools = _tools()
    if tools is not None:
        tests = str(ROOT / "benchmarks" / "otter_tests")
        otter = ("-m", "otter", "check", "{submission}", "-t", tests)
        found["gradescope-utils"] = Way(
            tools, ("-m", "benchmarks.usual_gradescope"), '"score": 100\n}'
        )
        found["otter-grader"] = Way(tools, otter, "All tests passed")
    return found


def _tools() -> Path | None:
    """The Python that has the tools, which are installed at first; None where they cannot be."""
    python = ENVIRONMENT / "bin" / "python"
    done = ENVIRONMENT / "installed"
    if done.exists() and done.read_text() == str(TOOLS):
        return python
    folder = sysconfig.get_path("purelib", vars={"base": str(ENVIRONMENT)})
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        # This project's packages, after the tools' own.
        Path(folder, "grader.pth").write_text(sysconfig.get_path("purelib") + "\n")
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{', '.join(TOOLS)} could not be installed: {error}", file=sys.stderr)
        return None
    done.write_text(str(TOOLS))
    return python


def _environment(submission: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SUBMISSION": str(submission),
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "JUPYTER_ALLOW_INSECURE_WRITES": "1",
        "IPYTHONDIR": str(submission.parent),
        "JUPYTER_RUNTIME_DIR": str(submission.parent),
    }
