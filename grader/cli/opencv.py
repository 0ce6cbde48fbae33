"""Makes sure that OpenCV can be imported: `python -m grader.cli.opencv`, run by `make`.

`opencv-python` needs libGL, glib and X11 libraries of the system, which slim containers and many
servers lack. The headless build of the same version has the same functions but no windows, and this
project opens none: so it replaces the other.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
import subprocess
import sys

from grader.core.errors import import_problem


def why_not() -> str:
    """Why OpenCV cannot be imported; empty when it can. Asked in a fresh process."""
    attempt = subprocess.run(
        [sys.executable, "-c", "import cv2"], capture_output=True, text=True, check=False
    )
    return "" if attempt.returncode == 0 else attempt.stderr.strip().splitlines()[-1]


def main() -> int:
    """Install the headless build where the other cannot be imported; returns the exit status."""
    problem = why_not()
    if not problem:
        return 0
    try:
        headless = f"opencv-python-headless=={version('opencv-python')}"
    except PackageNotFoundError:
        headless = "opencv-python-headless"
    print(f"{problem}: putting {headless} in place of opencv-python.")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uninstall", "--yes", "opencv-python"], check=False)
    # Without its dependencies: NumPy is installed, in the version that the lock file names. By
    # force: if it was installed before, removing the other has just removed its files.
    install = [*pip, "install", "--no-deps", "--force-reinstall", headless]
    installed = subprocess.run(install, check=False).returncode
    problem = why_not()
    if problem:
        print(import_problem(ImportError(f"cv2: {problem}")), file=sys.stderr)
    return installed or bool(problem)


if __name__ == "__main__":
    sys.exit(main())
