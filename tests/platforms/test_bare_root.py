"""Each pack, set up by its own steps in a Debian root without libGL, marks as it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
import re
import shutil
import subprocess
import tempfile

import pytest

from tests.platforms.bare_root import SETUPS, BareRoot, debian, lacks
from tests.platforms.layouts import PLATFORMS, Job
from tests.platforms.test_packs_mark import POINTS, assert_marked, source_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(lacks()), reason=lacks())]


LOCK = "requirements.lock"
CANNOT_BE_IMPORTED = re.compile(r"ImportError: lib(xcb|GL)\.so\.1: cannot open shared object file")


@pytest.fixture(scope="module")
def bare() -> Iterator[Path]:
    """A Debian root that nothing has been installed in."""
    folder = Path(tempfile.mkdtemp(prefix="bare-"))
    folder.chmod(0o755)
    yield debian(folder / "debian")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def packages(bare: Path, packs: Mapping[str, Path], open_folder: Path) -> Path:
    """What the lock file names, as pip installs it in such a root: all packs name the same."""
    pack = packs["docker"]
    at = BareRoot(copy(bare, "packages"), open_folder, pack, open_folder)
    python = at.python_of_the_image()
    at.did([python, "-m", "pip", "install", "--require-hashes", "-r", LOCK], pack)
    failed = at.machine.run([python, "-c", "import cv2"], pack)
    assert failed.returncode == 1 and CANNOT_BE_IMPORTED.search(failed.stderr)
    (found,) = (at.root / "opt" / "python" / "lib").glob("python3.*/site-packages")
    return found


@pytest.fixture(scope="module", params=SETUPS)
def set_up(
    request: pytest.FixtureRequest,
    bare: Path,
    packages: Path,
    packs: Mapping[str, Path],
    open_folder: Path,
) -> Iterator[tuple[str, BareRoot, Path]]:
    """A platform, a root in which its pack has set itself up, and the Python that it marks with."""
    platform = request.param
    pack = packs[PLATFORMS[platform][0]]
    assert (pack / LOCK).read_text() == (packs["docker"] / LOCK).read_text()
    place = Path(tempfile.mkdtemp(dir=open_folder))
    place.chmod(0o755)
    at = BareRoot(copy(bare, platform), open_folder, pack, place)
    libraries = at.did(["ldconfig", "-p"], place)
    assert "libc.so.6" in libraries
    assert not re.search("libGL|libglib|libxcb|libX11", libraries)
    environment, steps = SETUPS[platform]
    # So that its pip finds there what it would have to install: two gigabytes each time.
    linked = at.root / environment / packages.relative_to(packages.parents[2])
    linked.parent.mkdir(parents=True)
    subprocess.run(["cp", "--archive", "--link", packages, linked], check=True)
    for pip in linked.glob("pip*"):  # of which an environment makes its own, with its commands
        shutil.rmtree(pip)
    printed = steps(at)
    # OpenCV could not be imported there either, until the pack's step put the other build in place.
    assert CANNOT_BE_IMPORTED.search(printed) and "in place of opencv-python" in printed
    yield platform, at, Path("/", environment, "bin", "python")
    shutil.rmtree(at.root)


def copy(bare: Path, name: str) -> Path:
    """Another such root."""
    root = bare.with_name(name)
    subprocess.run(["cp", "--archive", bare, root], check=True)
    return root


@pytest.mark.parametrize("kind", POINTS)
def test_a_pack_that_has_set_itself_up_gives_the_right_points(
    set_up: tuple[str, BareRoot, Path], kind: str, place: Path
) -> None:
    platform, at, python = set_up
    _, run = PLATFORMS[platform]
    points, results = run(Job(at.pack, place, source_of(kind, place), at.machine, python))
    assert_marked(kind, points, results)


@pytest.mark.parametrize("set_up", ["gradescope"], indirect=True)
def test_setting_up_again_leaves_opencv_to_be_imported(
    set_up: tuple[str, BareRoot, Path],
) -> None:
    """pip then puts the build that needs libraries over the other, which is mended once more."""
    _, at, python = set_up
    printed = at.did([at.place / "source" / "setup.sh"], at.place)
    assert CANNOT_BE_IMPORTED.search(printed)
    at.did([python, "-c", "import cv2"], at.place)
