"""What student code inherits of the grader, and what must go on working inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import threading
import time

from grader.jail.proof import protections
from grader.jail.walls.confine import Confinement, ConfinementError, confine
from grader.jail.walls.forked import Outcome, run_in_child
from grader.jail.walls.limits import Limits
from grader.jail.walls.privileges import worker_uid
import pytest

PARENT = os.getpid()
Inside = Callable[[Callable[[], object]], Outcome]


def test_this_machine_can_confine(machine: protections.Machine) -> None:
    """Landlock and seccomp need no privilege: any Linux that grades should have both."""
    missing = [each for each in machine.protections if not each.holds]
    for_root_only = {protections.OTHER_USER, protections.SCRATCH}
    if os.geteuid() != 0:
        missing = [each for each in missing if each.name not in for_root_only]
    assert not missing


def test_every_missing_protection_says_what_to_do(
    machine: protections.Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    elsewhere = protections.probe()
    assert not elsewhere.confines
    for each in (*machine.protections, *elsewhere.protections):
        assert each.prevents and (each.holds or each.remedy)


def test_a_confinement_that_cannot_be_had_runs_nothing(plan: Confinement) -> None:
    outcome = run_in_child(lambda: "ran", replace(plan, readable=(Path("/not/there"),)))
    assert outcome.value is None
    assert outcome.failed_with("ConfinementError")


def test_confining_one_of_several_threads_is_an_error(plan: Confinement) -> None:
    def work() -> None:
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        confine(replace(plan, parent=os.getppid()))

    outcome = run_in_child(work)
    assert outcome.failed_with("2 threads")


def test_reading_past_modes_without_landlock_is_an_error(scratch: Path) -> None:
    with pytest.raises(ValueError, match="safe only under Landlock"):
        Confinement(Limits(), uid=60_600, reads_past_modes=True, landlock=False)


def test_cant_see_environment(plan: Confinement) -> None:
    """Not in os.environ, not in the C library's, not in the memory that the kernel put it in."""
    script = (
        "import ctypes, json, os, sys\n"
        "from pathlib import Path\n"
        "from grader.jail.walls.forked import run_in_child\n"
        "from grader.jail.proof.protections import probe\n"
        "from grader.jail.walls.limits import Limits\n"
        "fields = Path('/proc/self/stat').read_text().rpartition(')')[2].split()\n"
        "start, end = int(fields[47]), int(fields[48])\n"
        "assert b'hunter2' in ctypes.string_at(start, end - start)\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.getenv.restype = ctypes.c_char_p\n"
        "def work():\n"
        "    memory = ctypes.string_at(start, end - start)\n"
        "    return [sorted(os.environ), str(libc.getenv(b'TOKEN')), memory.count(b'hunter2')]\n"
        "print(json.dumps(run_in_child(work, probe().confinement(Limits())).value))\n"
    )
    printed = run_script(script, {"TOKEN": "hunter2"})
    assert printed == '[["HOME", "LC_ALL", "TMPDIR"], "None", 0]'


def test_cant_use_open_files_of_parent(inside: Inside, tmp_path: Path) -> None:
    with (tmp_path / "golden").open("w") as golden:
        number = golden.fileno()
        os.set_inheritable(number, True)
        outcome = inside(lambda: os.fstat(number).st_size)
    assert outcome.failed_with("OSError: [Errno 9]")


def test_stdin_is_empty(inside: Inside) -> None:
    assert inside(lambda: os.read(0, 10).decode()).value == ""


def test_runs_as_another_user_without_capabilities(inside: Inside, plan: Confinement) -> None:
    held = inside(lambda: [os.getuid(), os.getgid(), *os.getgroups()]).value
    if os.geteuid() == 0:
        assert held == [plan.uid, plan.uid]
        assert inside(lambda: os.setuid(0)).refused
    else:
        assert not plan.other_user and plan.uid == 0


def test_workers_are_different_users(machine: protections.Machine, limits: Limits) -> None:
    first, second = (machine.confinement(limits, worker=number) for number in (0, 1))
    assert not first.other_user or first.uid != second.uid
    with pytest.raises(ValueError, match="worker's number"):
        worker_uid(500)


def test_tensorflow_works_inside() -> None:
    """Forward, gradients, predict, tf.function with AutoGraph, OpenCV, lazily loaded modules."""
    script = (
        "import tensorflow as tf, keras, numpy as np, tempfile, os\n"
        "from pathlib import Path\n"
        "from grader.jail.walls.forked import run_in_child\n"
        "from grader.jail.proof.protections import probe\n"
        "from grader.jail.walls.privileges import worker_uid\n"
        "from grader.jail.walls.scratch import open_scratch\n"
        "from grader.jail.walls.limits import Limits\n"
        "machine = probe()\n"
        "def work():\n"
        "    import cv2\n"
        "    import keras.src.applications.vgg16\n"
        "    layers = keras.layers\n"
        "    model = keras.Sequential([layers.Input((16, 16, 3)), layers.Conv2D(4, 3),\n"
        "        layers.ReLU(), layers.GlobalAveragePooling2D(), layers.Dense(3)])\n"
        "    image = tf.ones((1, 16, 16, 3))\n"
        "    with tf.GradientTape() as tape:\n"
        "        tape.watch(image)\n"
        "        score = model(image)[:, 1]\n"
        "    gradient = tape.gradient(score, image)\n"
        "    model.predict(image, verbose=0)\n"
        "    @tf.function\n"
        "    def graph(x):\n"
        "        if tf.reduce_sum(x) > 0:\n"
        "            return tf.gradients(model(x)[:, 1], x)[0]\n"
        "        return x\n"
        "    assert np.allclose(graph(image), gradient)\n"
        "    model.save('model.keras')\n"
        "    keras.models.load_model('model.keras')\n"
        "    return cv2.resize(gradient.numpy()[0], (32, 32)).shape\n"
        "uid = worker_uid(0) if os.geteuid() == 0 else None\n"
        "with tempfile.TemporaryDirectory() as base:\n"
        "    os.chmod(base, 0o711)\n"
        "    with open_scratch(Path(base), Limits(), uid=uid, bounded=False) as scratch:\n"
        "        readable = (Path(__file__),)  # AutoGraph reads the source of what it converts\n"
        "        plan = machine.confinement(Limits(), scratch=scratch.folder, readable=readable)\n"
        "        print(run_in_child(work, plan, seconds=120))\n"
    )
    assert run_script(script, {}) == "Outcome(value=[32, 32, 3], failure=None, signal=0)"


def run_script(script: str, environment: dict[str, str]) -> str:
    """In a fresh interpreter, so that TensorFlow's threads stay out of this one."""
    root = Path(__file__).parents[3]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONPATH": str(root)}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = Path(folder, "script.py")
        path.write_text(script)
        done = subprocess.run(
            [sys.executable, str(path)],
            env=quiet | environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_error_of_a_child_is_said_in_words(plan: Confinement) -> None:
    outcome = run_in_child(lambda: [][0], plan)
    assert outcome.failure == "IndexError: list index out of range"
    assert issubclass(ConfinementError, Exception)
