"""The machines that platforms run graders on, each as a command that runs another there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess
import sys
import sysconfig

USER = 12345
PATH = "/usr/bin:/bin:/usr/sbin:/sbin"
GIGABYTE = 1024**3
CONTAINER = (
    "chown,dac_override,fsetid,fowner,mknod,net_raw,setgid,setuid,setfcap,setpcap,"
    "net_bind_service,sys_chroot,kill,audit_write"
)
"""The capabilities of a container that Docker starts without being told any."""

WITHOUT_LANDLOCK = """
import errno, os, sys
import pyseccomp
bound = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"):
    bound.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
bound.load()
os.execvp(sys.argv[1], sys.argv[1:])
"""


@dataclass(frozen=True)
class Machine:
    """Runs a command. `user` is who owns all that the platform lays out; `lacks` says why this
    machine cannot be had here, if it cannot."""

    name: str
    before: tuple[str, ...] = ()
    user: int = 0
    lacks: str = ""

    def run(
        self, command: Sequence[str | Path], cwd: Path, **variables: str | Path
    ) -> subprocess.CompletedProcess[str]:
        """Run it with these variables and hardly another."""
        own = {"PATH": PATH, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        own |= {name: str(value) for name, value in variables.items()}
        return subprocess.run(
            [*self.before, *map(str, command)],
            cwd=cwd,
            env=own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def system_python(folder: Path) -> Path | None:
    """A virtual environment of a Python that every user can read, with the packages of this one.

    None where the system has no Python of this version.
    """
    system = Path("/usr/bin/python3")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    told = [system, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    if not system.exists() or subprocess.check_output(told, text=True).strip() != version:
        return None
    environment = folder / "python"
    subprocess.run([system, "-m", "venv", "--without-pip", environment], check=True)
    packages = environment / "lib" / f"python{version}" / "site-packages"
    packages.rmdir()
    packages.symlink_to(sysconfig.get_paths()["purelib"])
    return environment / "bin" / "python"


def machines(python: Path | None, memory: Path | None) -> dict[str, Machine]:
    """All of them, by name. `memory` is a memory cgroup of a gigabyte."""
    root = "" if os.geteuid() == 0 else "only root can become another"
    setpriv = root or ("" if shutil.which("setpriv") else "there is no setpriv")
    readable = "" if python else "the system has no Python of this version that all can read"
    bound = f"+{CONTAINER.replace(',', ',+')}"
    to_user = ("--reuid", str(USER), "--regid", str(USER), "--clear-groups")
    into = f'echo $$ > {memory}/cgroup.procs && exec "$0" "$@"'
    return {
        each.name: each
        for each in (
            Machine("root", lacks=root),
            Machine(
                "docker",
                ("setpriv", "--inh-caps=-all", f"--bounding-set=-all,{bound}"),
                lacks=setpriv or readable,
            ),
            Machine("user", ("setpriv", *to_user), USER, setpriv or readable),
            Machine("no-landlock", (str(python), "-c", WITHOUT_LANDLOCK), lacks=root or readable),
            Machine(
                "gigabyte",
                ("sh", "-c", into),
                lacks=root or ("" if memory else "no memory cgroup can be made"),
            ),
        )
    }


def memory_cgroup(name: str) -> Path | None:
    """A new cgroup of a gigabyte; None where none can be made."""
    for base, limit in (
        (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"),
        (Path("/sys/fs/cgroup"), "memory.max"),
    ):
        group = base / name
        try:
            group.mkdir()
            (group / limit).write_text(str(GIGABYTE))
        except OSError:
            if group.exists():
                group.rmdir()
            continue
        return group
    return None
