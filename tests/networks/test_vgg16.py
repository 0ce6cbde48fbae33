"""VGG16 in its full size, with seeded weights in place of the download.

`python -m pytest -m slow tests/gradcam/test_vgg16.py -s` prints time and memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
import hashlib
import inspect
from math import inf
import os
from pathlib import Path
import time

from grader.cli.commands.golden import resolve_assignment
from grader.core.assignment import DEFAULT, Assignment
from grader.core.errors import BadInput
from grader.core.submission import Submission
from grader.goldens import make as golden
from grader.goldens.catalogue import read_mistakes, read_right_answers
from grader.goldens.store import Goldens
from grader.goldens.survey import Platform
from grader.gradcam.drawings import draw_all
from grader.gradcam.explain import Blanks
from grader.jail.proof.protections import probe
from grader.marking.session import GraderPool, ReadyAssignment
from grader.networks import vgg16
from grader.networks.network import load_network, open_network
from grader.networks.spec import VGG16_WEIGHTS, NetworkSpec
import keras
import pytest

from benchmarks.process_tree import MEBIBYTE, cpu_seconds, watched
import reference_solution as reference
from tests import CATALOGUE, REFERENCE
from tests.networks.vgg16_file import write_vgg16

SAMPLE = {
    "plain_relu": "TODO1",
    "nothing_replaced_string": "TODO2",
    "saliency_class_after": "TODO3",
    "channels_mean": "TODO3",
    "cam_class_after": "TODO4",
}
"""The mistakes that are run, each with its blank, one a part: it is the road that is tested."""

SPEC = """
name = "vgg16"
weights = "weights.h5"
input_size = [224, 224]
preprocessing = "caffe"
layer = "block5_conv3"
"""


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keras's folder for downloads, in which nothing lies."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_place_and_checksum_are_those_of_keras() -> None:
    source = inspect.getsource(inspect.getmodule(keras.applications.VGG16))
    joined = source.replace('"\n    "', "")
    assert vgg16.URL in joined
    assert f'file_hash="{vgg16.MD5}"' in source and f'"{VGG16_WEIGHTS}"' in source


def test_a_wrong_file_is_named_with_the_checksum_and_kept(keras_home: Path) -> None:
    """Keras itself would delete it, and download 528 MB in its place."""
    (keras_home / VGG16_WEIGHTS).write_bytes(b"half a download")
    found = hashlib.md5(b"half a download").hexdigest()
    with pytest.raises(BadInput, match=f"its MD5 is {found}, not {vgg16.MD5}.*delete it"):
        load_network("vgg16")
    assert (keras_home / VGG16_WEIGHTS).read_bytes() == b"half a download"


def test_without_the_internet_it_says_where_the_file_goes(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(keras.utils, "get_file", refuse)
    with pytest.raises(BadInput, match=r"no route to host.*\$KERAS_HOME"):
        load_network("vgg16")
    # Whoever marks is not to download anything.
    with pytest.raises(
        BadInput, match=rf"vgg16 should be in .*{VGG16_WEIGHTS}, but there is no such file"
    ):
        open_network(NetworkSpec.named("vgg16"))


def test_a_file_that_holds_no_weights_is_a_sentence(keras_home: Path) -> None:
    (keras_home / VGG16_WEIGHTS).write_bytes(b"no HDF5")
    with pytest.raises(BadInput, match="cannot be read as weights of VGG16"):
        open_network(NetworkSpec.named("vgg16"))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the size and layout of the download."""
    path = tmp_path_factory.mktemp("vgg16") / "weights.h5"
    write_vgg16(path)
    return path


@pytest.mark.slow
def test_the_download_is_loaded_copied_and_explained(
    keras_home: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (keras_home / VGG16_WEIGHTS).symlink_to(weights)
    monkeypatch.setattr(vgg16, "MD5", hashlib.md5(weights.read_bytes()).hexdigest())
    network = load_network("vgg16")
    copies = [network.copy()]  # TensorFlow keeps what it frees, for the next ones
    before = memory_now()
    copies += [network.copy() for _ in range(3)]
    # The weights of a single copy would be 528 MiB.
    assert memory_now() - before < 100 * MEBIBYTE
    assert all(copy.count_params() == 138_357_544 for copy in copies)
    assert [layer.name for layer in copies[0].layers[1:]] == [
        layer.name for layer in network.model.layers[1:]
    ]
    blanks = Blanks(
        reference.gg_relu,
        reference.replace_activation_layer_in_keras,
        reference.get_class_saliency,
        reference.get_saliency,
        reference.grad_cam,
    )
    scene = str(DEFAULT.parent / "scenes_224" / "cat_coffee.png")
    drawn = draw_all(blanks, scene, "top3", "", "vgg16")
    assert drawn.todo == ()
    assert {picture.shape for picture in drawn.pictures.values()} == {(224, 224, 3)}


@pytest.fixture(scope="module")
def assignment(weights: Path) -> Path:
    """The repository's assignment of VGG16, with the seeded weights, its goldens not yet made."""
    text = (DEFAULT.parent / "assignment_vgg16.toml").read_text("utf-8")
    for old, new in (
        ('"vgg16"', '"seeded.toml"'),
        ('"scenes_224"', f'"{DEFAULT.parent / "scenes_224"}"'),
        ("../expected_outputs_vgg16", "goldens"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = weights.with_name("assignment.toml")
    path.write_text(text)
    path.with_name("seeded.toml").write_text(SPEC)
    return path


@pytest.mark.slow
def test_the_whole_road_from_loading_to_marks(
    assignment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes = [mistake for mistake in read_mistakes(CATALOGUE) if mistake.id in SAMPLE]
    assert {mistake.id: mistake.blank for mistake in mistakes} == SAMPLE
    monkeypatch.setattr(golden, "read_mistakes", lambda: mistakes)
    monkeypatch.setattr(golden, "read_right_answers", lambda: read_right_answers(CATALOGUE)[:1])
    monkeypatch.setattr(golden, "PLATFORMS", golden.PLATFORMS[:1])
    own = memory_now()
    with used("goldens", own):
        resolved = resolve_assignment(Assignment.read(assignment))
        made = golden.build(resolved, 1, lambda done, total: None)
        golden.write(made, resolved.assignment.goldens)
    assert len(made.goldens.pictures) > 12

    with used("verifying them", own), resolved.start(1, Platform()) as trusted:
        goldens = Goldens.read(resolved.assignment.goldens)
        drifts = golden.compare_goldens(goldens, trusted.reference())
    assert all(drift.passed for drift in drifts)

    ready, machine = ReadyAssignment.open(assignment), probe()
    right = Submission.read(REFERENCE)
    with GraderPool(ready, machine if machine.confines else None, 1) as pool:
        grader = pool.graders[0]
        with used("the first submission, servers included", own):
            grader.grade(right)
        with used("a right submission", own, 20):
            report = grader.grade(right).report
        assert report.score == report.max_score
        for mistake in mistakes:
            source = mistake.submission(right.source.decode())
            # It is run in the warm lane, and what is wrong again in the cold one.
            with used(f"one that is wrong in {mistake.blank}", own, 60):
                blanks = grader.grade(replace(right, source=source)).report.blanks
            assert {blank.id for blank in blanks if blank.status != "right"} - {"PIPELINE"} == {
                mistake.blank
            }
            found = {blank.id: blank.hint for blank in blanks}[mistake.blank]
            assert found is not None and found.id == mistake.id


def memory_now() -> int:
    """Bytes of this process and all below it."""
    with watched(os.getpid(), 0.05) as peak:
        time.sleep(0.2)
    return peak.bytes


@contextmanager
def used(what: str, own: int, most_seconds: float = inf) -> Iterator[None]:
    """Print the time and memory of a block, and assert that it computes no longer.

    Memory is that of this process and all below it, but for `own`, which pytest had before: less
    than 3 GiB.
    """
    before, started = cpu_seconds(os.getpid()), time.monotonic()
    with watched(os.getpid(), 0.5) as peak:  # to look takes time
        yield
    cpu, seconds = cpu_seconds(os.getpid()) - before, time.monotonic() - started
    memory = (peak.bytes - own) / MEBIBYTE
    print(f"\n{what}: {seconds:.1f} s, {cpu:.1f} s of CPU, {memory:.0f} MiB", end="")
    assert memory < 3072
    assert cpu < most_seconds
