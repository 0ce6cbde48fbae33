"""A Debian root with nothing in it, and each pack's own steps to set itself up there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import re
import shutil
import subprocess
import tarfile

import yaml

from tests.platforms.layouts import IDENTITY
from tests.platforms.machines import PATH, Machine

SUITE = "bookworm"
TOOLS = ("debootstrap", "unshare", "pivot_root")

ENTER = """
set -e
root=$0 shared=$1 here=$PWD
shift
mount --bind "$root" "$root"
mkdir -p "$root/.old" "$root$shared"
mount --bind "$shared" "$root$shared"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
cd "$root"
pivot_root . .old
umount --lazy /.old
cd "$here"
exec "$@"
"""
"""Makes a folder the root, in a mount namespace that ends with the command."""

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def lacks() -> str:
    """Why no such root can be made here; empty where it can."""
    if os.geteuid() != 0:
        return "only root can make a Debian root"
    for tool in TOOLS:
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    mounting = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return "" if mounting.returncode == 0 else "nothing can be mounted here"


def debian(folder: Path) -> Path:
    """Debian's smallest root, made in the folder."""
    # Its mounts are gone when it ends, however it ends.
    command = ["unshare", "--mount", "debootstrap", "--variant=minbase", SUITE, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder.chmod(0o755)
    return folder


@dataclass(frozen=True)
class BareRoot:
    """A root, the folder that is at the same place inside and outside of it, and a pack there."""

    root: Path
    shared: Path
    pack: Path
    place: Path

    @property
    def machine(self) -> Machine:
        """Runs a command in that root, as root."""
        enter = ("unshare", "--mount", "sh", "-c", ENTER, str(self.root), str(self.shared))
        return Machine("bare", enter)

    def did(self, command: list[str | Path], cwd: Path, **variables: str | Path) -> str:
        """All that the command printed. Fails unless it ends with status 0.

        pip is set up as on this machine, which may reach its index by a proxy or a mirror only.
        """
        kept = {k: v for k, v in os.environ.items() if k.startswith("PIP_") or "proxy" in k.lower()}
        if CERTIFICATES.exists():
            kept["PIP_CERT"] = "/etc/pip-certificates.crt"
            shutil.copyfile(CERTIFICATES, self.root / kept["PIP_CERT"].lstrip("/"))
        if Path("/etc/pip.conf").exists():
            shutil.copyfile("/etc/pip.conf", self.root / "etc" / "pip.conf")
        done = self.machine.run(command, cwd, **{**kept, **variables})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python_of_the_image(self) -> Path:
        """Stands in for an image or a runner that comes with Python and pip."""
        self.did(["apt-get", "update"], self.place)
        packages = ("python3", "python3-venv")
        self.did(["apt-get", "install", "--yes", "--no-install-recommends", *packages], self.place)
        self.did(["python3", "-m", "venv", "/opt/python"], self.place)
        return Path("/opt/python/bin/python")

    def step(self, script: str, folder: Path, **variables: str) -> str:
        """What a step printed that a shell runs, in a folder inside, the image's Python first."""
        path = f"/opt/python/bin:{PATH}"
        into = 'cd "$0" && exec sh -c "$1"'
        command: list[str | Path] = ["sh", "-c", into, folder, script]
        return self.did(command, self.place, **{"PATH": path, **variables})


def _gradescope(at: BareRoot) -> str:
    shutil.copytree(at.pack, at.place / "source")
    return at.did([at.place / "source" / "setup.sh"], at.place)


def _prairielearn(at: BareRoot) -> str:
    at.python_of_the_image()
    return _build(at)


def _build(at: BareRoot) -> str:
    """What the steps of the pack's Dockerfile print."""
    lines = re.sub(r"^#.*\n", "", (at.pack / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    folder, variables, printed = Path("/"), {}, ""
    for line in lines.replace("\\\n", " ").splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "RUN":
            printed += at.step(rest, folder, **variables)
        elif instruction == "WORKDIR":
            folder = Path(rest)
            _outside(at, folder).mkdir(exist_ok=True)
        elif instruction == "ENV":
            name, _, value = rest.partition("=")
            variables[name] = value
        elif instruction in ("COPY", "ADD"):
            source, target = rest.split()
            _copy(at.pack / source, _outside(at, folder / target))
        else:
            assert instruction in ("", "FROM", "ENTRYPOINT", "CMD"), line
    return printed


def _outside(at: BareRoot, inside: Path) -> Path:
    return at.root / inside.relative_to("/")


def _copy(source: Path, folder: Path) -> None:
    if source.suffix == ".tar":
        with tarfile.open(source) as archive:
            archive.extractall(folder)
    elif source.is_dir():
        shutil.copytree(source, folder, dirs_exist_ok=True)
    else:
        shutil.copy(source, folder)


def _classroom50(at: BareRoot) -> str:
    """Its entry point installs when it first marks; here, a checkout without a submission."""
    (at.place / "checkout").mkdir()
    command: list[str | Path] = [at.python_of_the_image(), at.pack / "autograder.py"]
    return at.did(command, at.place / "checkout", HOME="/opt/home", **IDENTITY)


def _github(at: BareRoot) -> str:
    """All steps of the workflow before the one that marks."""
    at.python_of_the_image()
    workflow = yaml.safe_load((at.pack / ".github" / "workflows" / "check.yml").read_text("utf-8"))
    steps = [step for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert "grader github" in steps[-1]["run"]
    return "".join(at.step(step["run"], at.pack) for step in steps[:-1])


SETUPS: Mapping[str, tuple[str, Callable[[BareRoot], str]]] = {
    "gradescope": ("opt/grader", _gradescope),
    "prairielearn": ("opt/python", _prairielearn),
    "classroom50": ("opt/home/.cache/guided-grad-cam", _classroom50),
    "autolab": ("opt/grader", _build),
    "github": ("opt/python", _github),
}
"""By platform: the environment that its steps make or fill; follows them and says what they print.
"""
