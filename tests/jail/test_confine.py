"""What student code cannot do, tried from inside. A test fails, never skips, where it could."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyseccomp  # type: ignore[import-untyped]
import pytest

from grader.jail import protections
from grader.jail.confine import Confinement, ConfinementError, confine
from grader.jail.forked import Outcome, run_in_child
from grader.jail.limits import MEBIBYTE, Limits
from grader.jail.scratch import open_scratch

LIBC = ctypes.CDLL(None, use_errno=True)
LIMITS = Limits(memory_bytes=512 * MEBIBYTE, file_bytes=MEBIBYTE, open_files=64)
PARENT = os.getpid()
FORBIDDEN = (errno.EPERM, errno.EACCES, errno.ENOSYS)

Inside = Callable[[Callable[[], object]], Outcome]


@pytest.fixture(scope="session")
def machine() -> protections.Machine:
    return protections.probe()


@pytest.fixture
def scratch() -> Iterator[Path]:
    uid = protections_uid()
    with (
        tempfile.TemporaryDirectory() as base,
        open_scratch(Path(base), LIMITS, uid=uid, bounded=False) as made,
    ):
        os.chmod(base, 0o711)
        yield made.folder


def protections_uid() -> int | None:
    from grader.jail.privileges import worker_uid

    return worker_uid(0) if os.geteuid() == 0 else None


@pytest.fixture
def plan(machine: protections.Machine, scratch: Path) -> Confinement:
    return machine.confinement(LIMITS, scratch=scratch)


@pytest.fixture
def inside(plan: Confinement) -> Inside:
    return lambda work: run_in_child(work, plan)


def succeeds(outcome: Outcome) -> bool:
    return outcome.failure is None


def refused(outcome: Outcome) -> bool:
    """With an error that student code sees as one, not by being killed."""
    return outcome.failure is not None and outcome.failure.startswith("PermissionError")


def system_call(name: str, *arguments: int) -> int:
    """The error number of a call made past Python and the C library; 0 where it succeeded."""
    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    assert number >= 0, f"this machine has no system call {name}"
    return number_of(number, *arguments)


def number_of(number: int, *arguments: int) -> int:
    values = [ctypes.c_long(each) for each in (number, *arguments)]
    return ctypes.get_errno() if LIBC.syscall(*values) < 0 else 0


# The machine


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
    assert outcome.failure is not None and outcome.failure.startswith("ConfinementError")


def test_confining_one_of_several_threads_is_an_error(plan: Confinement) -> None:
    def work() -> None:
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        confine(replace(plan, parent=os.getppid()))

    outcome = run_in_child(work)
    assert outcome.failure is not None and "2 threads" in outcome.failure


def test_reading_past_modes_without_landlock_is_an_error(scratch: Path) -> None:
    with pytest.raises(ValueError, match="safe only under Landlock"):
        Confinement(uid=60_600, reads_past_modes=True, landlock=False)


# Processes


def test_cant_fork(inside: Inside) -> None:
    assert refused(inside(os.fork))


def test_cant_fork_by_any_system_call(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("fork"),
            system_call("vfork"),
            system_call("clone", signal.SIGCHLD, 0, 0, 0, 0),
            system_call("clone3", 0, 0),
        ]

    assert inside(work).value == [errno.EPERM, errno.EPERM, errno.EPERM, errno.ENOSYS]


def test_cant_exec(inside: Inside) -> None:
    assert refused(inside(lambda: os.execv(sys.executable, ["python"])))
    assert refused(inside(lambda: os.execv("/bin/sh", ["sh"])))
    assert not succeeds(inside(lambda: subprocess.run(["/bin/true"], check=True)))


def test_cant_exec_what_it_wrote_itself(inside: Inside) -> None:
    def work() -> int:
        Path("program").write_text("#!/bin/sh\n")
        return system_call("execveat", os.open("program", os.O_RDONLY), 0, 0, 0, 0x1000)

    assert inside(work).value == errno.EPERM


def test_threads_still_work(inside: Inside) -> None:
    def work() -> int:
        done: list[int] = []
        threads = [threading.Thread(target=done.append, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(done)

    assert inside(work).value == 8


def test_cant_start_threads_without_end(inside: Inside, plan: Confinement) -> None:
    def work() -> str:
        threading.stack_size(65_536)
        release = threading.Event()
        try:
            for _ in range(100_000):
                threading.Thread(target=release.wait, daemon=True).start()
        except (RuntimeError, MemoryError):
            return "stopped"
        return "never stopped"

    assert inside(work).value == "stopped"


def test_dies_with_its_parent(plan: Confinement) -> None:
    """A worker that is killed leaves nothing running."""
    reading, writing = os.pipe()

    def worker() -> None:
        own = os.getpid()
        if os.fork() == 0:
            confine(replace(plan, keep_open=(writing,), parent=own))
            os.write(writing, b"confined")
            time.sleep(60)
        os.close(writing)
        assert os.read(reading, 8) == b"confined"

    run_in_child(worker)
    os.close(writing)
    started = time.monotonic()
    # The pipe's end is seen only when no process holds it any more.
    assert os.read(reading, 1) == b""
    assert time.monotonic() - started < 10
    os.close(reading)


def test_cant_outlive_its_parent(inside: Inside) -> None:
    assert inside(lambda: system_call("prctl", 1, 0)).value == errno.EPERM
    # The kernel looks at the lower half of the register only.
    assert inside(lambda: system_call("prctl", 1 | 1 << 32, 0)).value in FORBIDDEN
    assert inside(lambda: system_call("setsid")).value == errno.EPERM


# Signals and other processes


@pytest.mark.parametrize("to", [PARENT, 1, -1, 0, -PARENT])
def test_cant_signal_parent(inside: Inside, to: int) -> None:
    assert refused(inside(lambda: os.kill(to, 0)))


def test_cant_signal_parent_by_any_system_call(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("tgkill", PARENT, PARENT, 0),
            system_call("tkill", PARENT, 0),
            system_call("rt_sigqueueinfo", PARENT, 0, 0),
            system_call("rt_tgsigqueueinfo", PARENT, PARENT, 0, 0),
            system_call("pidfd_open", PARENT, 0),
            system_call("pidfd_send_signal", 0, 0, 0, 0),
        ]

    assert inside(work).value == [errno.EPERM] * 6


def test_cant_have_the_kernel_signal_parent(inside: Inside) -> None:
    def work() -> None:
        fcntl.fcntl(0, fcntl.F_SETOWN, PARENT)

    outcome = inside(work)
    assert outcome.failure is not None and "Error" in outcome.failure


def test_abort_still_works(inside: Inside) -> None:
    assert inside(os.abort).signal == signal.SIGABRT
    assert inside(lambda: os.kill(os.getpid(), signal.SIGKILL)).signal == signal.SIGKILL


def test_cant_ptrace(inside: Inside) -> None:
    assert inside(lambda: system_call("ptrace", 16, PARENT, 0, 0)).value == errno.EPERM
    assert inside(lambda: system_call("ptrace", 0, 0, 0, 0)).value == errno.EPERM


def test_cant_read_memory_of_parent(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("process_vm_readv", PARENT, 0, 0, 0, 0, 0),
            system_call("process_vm_writev", PARENT, 0, 0, 0, 0, 0),
            system_call("pidfd_getfd", 0, 0, 0),
            system_call("kcmp", PARENT, PARENT, 0, 0, 0),
        ]

    assert inside(work).value == [errno.EPERM] * 4


@pytest.mark.parametrize("name", ["mem", "environ", "maps", "cmdline", "fd", "root", "cwd"])
def test_cant_read_proc_of_parent(inside: Inside, name: str) -> None:
    assert refused(inside(lambda: os.open(f"/proc/{PARENT}/{name}", os.O_RDONLY)))


def test_cant_change_priority_or_limits_of_parent(inside: Inside) -> None:
    same = resource.getrlimit(resource.RLIMIT_CORE)
    assert refused(inside(lambda: os.setpriority(os.PRIO_PROCESS, PARENT, 0)))
    assert refused(inside(lambda: resource.prlimit(PARENT, resource.RLIMIT_CORE, same)))
    assert refused(inside(lambda: os.sched_setaffinity(PARENT, {0})))


# Files


def test_cant_read_outside(inside: Inside, tmp_path: Path) -> None:
    golden = tmp_path / "golden.png"
    golden.write_text("golden")
    golden.chmod(0o644)
    for path in (golden, Path("/etc/passwd"), Path(__file__), Path("/proc/self/environ")):
        assert refused(inside(path.read_bytes)), path
    for folder in (tmp_path, Path("/"), Path("/tmp"), Path("/proc"), Path(__file__).parent):
        assert refused(inside(lambda folder=folder: os.listdir(folder))), folder


def test_can_read_what_was_allowed(plan: Confinement, tmp_path: Path) -> None:
    data = tmp_path / "network.npz"
    data.write_text("weights")
    allowed = replace(plan, readable=(data,), landlock=True)
    if not plan.other_user or plan.reads_past_modes:
        assert run_in_child(data.read_text, allowed).value == "weights"
    assert refused(run_in_child(lambda: data.write_text("others"), allowed))
    assert data.read_text() == "weights"


def test_cant_write_outside_scratch(inside: Inside, tmp_path: Path) -> None:
    target = tmp_path / "grades.csv"
    target.write_text("marks")
    target.chmod(0o666)
    tmp_path.chmod(0o777)
    attempts: list[Callable[[], object]] = [
        lambda: target.write_text("forged"),
        lambda: os.open(target, os.O_RDONLY | os.O_TRUNC),
        lambda: os.truncate(target, 0),
        lambda: target.unlink(),
        lambda: target.rename(tmp_path / "other"),
        lambda: target.chmod(0),
        lambda: os.utime(target),
        lambda: os.setxattr(target, "user.x", b"x"),
        lambda: (tmp_path / "new").write_text(""),
        lambda: (tmp_path / "folder").mkdir(),
        lambda: os.rename("own", tmp_path / "own"),
        lambda: Path("/tmp/litter").write_text(""),
        lambda: Path("/dev/shm/litter").write_text(""),
        lambda: Path("/var/tmp/litter").write_text(""),
    ]
    for number, attempt in enumerate(attempts):

        def work(attempt: Callable[[], object] = attempt) -> object:
            Path("own").write_text("own")
            return attempt() and None

        outcome = inside(work)
        assert outcome.failure is not None and "Error" in outcome.failure, number
    assert target.read_text() == "marks"
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]


def test_can_write_in_scratch(inside: Inside) -> None:
    def work() -> str:
        Path("folder").mkdir()
        Path("folder/picture").write_text("picture")
        os.rename("folder/picture", "moved")
        with tempfile.TemporaryFile() as file:
            file.write(b"temporary")
        return Path("moved").read_text()

    assert inside(work).value == "picture"


def test_without_scratch_nothing_can_be_written(plan: Confinement) -> None:
    bare = replace(plan, scratch=None)
    assert refused(run_in_child(lambda: Path("/tmp/litter").write_text(""), bare))
    assert refused(run_in_child(lambda: os.mkdir("/tmp/litter"), bare))
    # By seccomp alone as well: this is what is left where Landlock does not hold.
    weaker = replace(bare, landlock=False, reads_past_modes=False)
    assert refused(run_in_child(lambda: Path("/tmp/litter").write_text(""), weaker))
    assert refused(run_in_child(lambda: os.open("/tmp/litter", os.O_CREAT), weaker))
    assert refused(run_in_child(lambda: os.mkdir("/tmp/litter"), weaker))


def test_cant_leave_traps_in_scratch(inside: Inside) -> None:
    assert refused(inside(lambda: os.symlink("/etc/passwd", "answer")))
    assert refused(inside(lambda: os.mkfifo("answer")))
    assert refused(inside(lambda: os.link("/etc/passwd", "answer")))
    assert refused(inside(lambda: os.mknod("answer")))


def test_cant_reach_files_by_handle(inside: Inside) -> None:
    assert inside(lambda: system_call("open_by_handle_at", -100, 0, 0)).value == errno.EPERM
    assert inside(lambda: system_call("name_to_handle_at", -100, 0, 0, 0, 0)).value == errno.EPERM


# What is inherited


def test_cant_see_environment(plan: Confinement) -> None:
    """Not in os.environ, not in the C library's, not in the memory that the kernel put it in."""
    script = (
        "import ctypes, json, os, sys\n"
        "from pathlib import Path\n"
        "from grader.jail.forked import run_in_child\n"
        "from grader.jail.protections import probe\n"
        "from grader.jail.limits import Limits\n"
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
    assert outcome.failure is not None and outcome.failure.startswith("OSError: [Errno 9]")


def test_stdin_is_empty(inside: Inside) -> None:
    assert inside(lambda: os.read(0, 10).decode()).value == ""


def test_runs_as_another_user_without_capabilities(inside: Inside, plan: Confinement) -> None:
    held = inside(lambda: [os.getuid(), os.getgid(), *os.getgroups()]).value
    if os.geteuid() == 0:
        assert held == [plan.uid, plan.uid]
        assert refused(inside(lambda: os.setuid(0)))
    else:
        assert not plan.other_user and plan.uid == 0


def test_workers_are_different_users(machine: protections.Machine) -> None:
    first, second = (machine.confinement(LIMITS, worker=number) for number in (0, 1))
    assert not first.other_user or first.uid != second.uid
    with pytest.raises(ValueError, match="worker's number"):
        machine.confinement(LIMITS, worker=500) if first.other_user else _no_such_worker()


def _no_such_worker() -> None:
    from grader.jail.privileges import worker_uid

    worker_uid(500)


# The kernel


@pytest.mark.parametrize(
    "family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"]
)
def test_cant_open_a_socket(inside: Inside, family: str) -> None:
    assert refused(inside(lambda: socket.socket(getattr(socket, family), socket.SOCK_STREAM)))
    assert refused(inside(socket.socketpair))


FORBIDDEN_CALLS = {
    "keyring": ["add_key", "request_key", "keyctl"],
    "io_uring": ["io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup"],
    "bpf": ["bpf", "perf_event_open", "userfaultfd", "seccomp", "personality"],
    "mount": ["mount", "umount2", "pivot_root", "chroot", "open_tree", "fsopen", "move_mount"],
    "userns": ["unshare", "setns"],
    "leftovers": ["shmget", "msgget", "semget", "mq_open", "memfd_create", "inotify_init1"],
    "identity": ["setresuid", "setresgid", "setgroups", "capset", "setfsuid"],
    "machine": ["kexec_load", "swapon", "acct", "quotactl", "init_module", "reboot", "syslog"],
    "watching": ["fanotify_init", "name_to_handle_at", "process_madvise", "pidfd_open"],
}


@pytest.mark.parametrize("part", sorted(FORBIDDEN_CALLS))
def test_cant_use(inside: Inside, part: str) -> None:
    names = FORBIDDEN_CALLS[part]
    outcome = inside(lambda: [system_call(name, 0, 0, 0, 0, 0, 0) for name in names])
    assert outcome.value == [errno.EPERM] * len(names)


def test_cant_use_what_is_on_no_list(inside: Inside) -> None:
    """A system call that nobody had thought of when the lists were made."""
    assert inside(lambda: [number_of(number) for number in (700, 999)]).value == [errno.ENOSYS] * 2


def test_cant_use_system_calls_of_another_architecture(inside: Inside) -> None:
    """x86 has a second table, in which the same numbers mean other calls."""
    if os.uname().machine == "x86_64":
        assert inside(lambda: number_of(0x4000_0000 | 57)).signal == signal.SIGSYS


def test_cant_push_input_into_a_terminal(inside: Inside) -> None:
    tiocsti = 0x5412
    for command in (tiocsti, tiocsti | 1 << 32):
        assert inside(lambda command=command: system_call("ioctl", 0, command, 0)).value in (
            FORBIDDEN
        )


# Resources


def test_memory_bomb_is_a_memory_error(inside: Inside) -> None:
    outcome = inside(lambda: np.ones(4 << 30, np.uint8).size)
    assert outcome.failure is not None and "MemoryError" in outcome.failure
    outcome = inside(lambda: len([bytearray(MEBIBYTE) for _ in range(4096)]))
    assert outcome.failure is not None and outcome.failure.startswith("MemoryError")


def test_memory_that_no_limit_counts_cannot_be_had(inside: Inside) -> None:
    assert refused(inside(lambda: mmap.mmap(-1, MEBIBYTE).size()))
    growing = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100
    assert not succeeds(inside(lambda: mmap.mmap(-1, MEBIBYTE, flags=growing).size()))


def test_memory_up_to_the_limit_can_be_had(inside: Inside) -> None:
    assert inside(lambda: np.ones(400 * MEBIBYTE, np.uint8).size).value == 400 * MEBIBYTE


def test_endless_loop_ends_by_cpu_time(plan: Confinement) -> None:
    """Also with every signal ignored that can be."""

    def work() -> None:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True:
            pass

    short = replace(plan, limits=replace(LIMITS, cpu_seconds=1))
    assert run_in_child(work, short, seconds=30).signal == signal.SIGKILL


def test_files_and_descriptors_are_limited(inside: Inside) -> None:
    outcome = inside(lambda: Path("large").write_bytes(bytes(2 * MEBIBYTE)))
    assert outcome.failure is not None and "File too large" in outcome.failure
    outcome = inside(lambda: [os.dup(0) for _ in range(LIMITS.open_files + 1)])
    assert outcome.failure is not None and "Too many open files" in outcome.failure


def test_limits_cannot_be_raised(inside: Inside) -> None:
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
        raised = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        assert not succeeds(inside(lambda kind=kind, to=raised: resource.setrlimit(kind, to)))


def test_limits_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="cpu_seconds"):
        Limits(cpu_seconds=0)


def test_leaves_no_core_file(inside: Inside) -> None:
    assert inside(lambda: resource.getrlimit(resource.RLIMIT_CORE)).value == [0, 0]


# What must go on working


def test_tensorflow_works_inside() -> None:
    """Forward, gradients, predict, tf.function with AutoGraph, OpenCV, lazily loaded modules."""
    script = (
        "import tensorflow as tf, keras, numpy as np, tempfile, os\n"
        "from pathlib import Path\n"
        "from grader.jail.forked import run_in_child\n"
        "from grader.jail.protections import probe\n"
        "from grader.jail.privileges import worker_uid\n"
        "from grader.jail.scratch import open_scratch\n"
        "from grader.jail.limits import Limits\n"
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
    root = Path(__file__).parents[2]
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
