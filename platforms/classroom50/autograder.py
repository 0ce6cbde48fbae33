"""Classroom 50's entry point: marks the student's checkout, and writes `result.json` there.

Its folder is published with GitHub Pages, so it holds the students' kit, with public cases only;
mark the hidden ones from a private repository (platforms/github/instructor.yml). Student code is
confined all the same: `result.json` belongs to the user that it would otherwise run as.

Ends with a status other than 0 when the grader itself has failed, which Classroom 50 takes for an
error, not a mark.
"""

from pathlib import Path
import subprocess
import sys

HERE = Path(__file__).resolve().parent
STUDENT = Path.cwd()
VENV = Path.home() / ".cache" / "guided-grad-cam"
PYTHON = VENV / "bin" / "python"


def main() -> int:
    """Install what the lock file names, and run the grader."""
    out = STUDENT / "result.json"
    # Not one that was committed: where the grader fails, it would be left to be read.
    out.unlink(missing_ok=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*pip, "-r", HERE / "requirements.lock"], check=True)
        subprocess.run([PYTHON, "-m", "grader.cli.opencv"], cwd=HERE, check=True)
    command = ["run", "classroom50", str(STUDENT), "--out", str(out)]
    return subprocess.run([PYTHON, "-m", "grader", *command], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
