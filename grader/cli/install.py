"""Sets everything up: `python -m grader.cli.install`, on every system; `make` runs it, too.

It makes the environment `.venv` beside the grader, and installs there what the lock file names. Any
Python 3 must be able to read it, to say that it is too old: no syntax newer than 3.6.
"""

import shutil
import subprocess
import sys

from grader.core.interpreter import ENVIRONMENT, environment_python, version_problem

LOCK = ENVIRONMENT.parent / "requirements.lock"
NEEDED = 4 * 10**9
"""Bytes: some 2 GB stay, and pip needs room to unpack what it downloads."""


def main() -> int:
    """Install; the exit status, 2 where this Python or this disk will not do."""
    problem = version_problem() or _disk_problem()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"Installing into {ENVIRONMENT}: 2 GB, some minutes.", flush=True)
    python = str(environment_python())
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        [*pip, "--require-hashes", "-r", str(LOCK)],
        [python, "-m", "grader.cli.opencv"],
    ):
        if subprocess.run(command, cwd=str(ENVIRONMENT.parent), check=False).returncode:
            print(f"This did not work: {' '.join(command)}", file=sys.stderr)
            print("It needs the internet. Connect, and run it again.", file=sys.stderr)
            return 1
    print(f"Ready: run {python} -m grader, or activate the environment first.")
    return 0


def _disk_problem() -> str:
    free = shutil.disk_usage(str(ENVIRONMENT.parent)).free
    if free >= NEEDED:
        return ""
    return (
        f"{ENVIRONMENT.parent} has {free / 1e9:.1f} GB free, but {NEEDED / 1e9:.0f} GB are needed."
    )


if __name__ == "__main__":
    sys.exit(main())
