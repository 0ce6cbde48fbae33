"""VGG16 in its full size, with seeded weights in place of the download.

`python -m pytest -m slow tests/gradcam/test_vgg16.py -s` prints time and memory.
"""

from __future__ import annotations

import hashlib
import inspect
import os
from pathlib import Path
import time

from grader.assembly import GraderPool, ReadyAssignment
from grader.assignment import DEFAULT, Assignment
from grader.commands.golden import resolve_assignment
from grader.errors import BadInput
from grader.golden import build, compare_goldens, write
from grader.goldens import REFERENCE, Goldens
from grader.gradcam import vgg16
from grader.gradcam.explain import Blanks, draw_all
from grader.gradcam.network_spec import VGG16_WEIGHTS, NetworkSpec
from grader.gradcam.networks import load_network, open_network
from grader.jail.protections import probe
from grader.resolved import Platform
from grader.submission import Submission
import keras
import pytest
from vgg16_file import write_vgg16

from benchmarks.process_tree import MEBIBYTE, cpu_seconds, watched
import reference_solution as reference

EVERY = 60
"""Of so many right answers and mistakes one is run: it is the road that is tested here."""

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
        BadInput, match=rf"vgg16 is to be read from .*{VGG16_WEIGHTS}, which is not"
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
    with watched(os.getpid(), 0.05) as before:
        time.sleep(0.2)
    copies = [network.copy() for _ in range(3)]
    with watched(os.getpid(), 0.05) as after:
        time.sleep(0.2)
    # The weights of a single copy would be 528 MiB.
    assert after.bytes - before.bytes < 100 * MEBIBYTE
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
    made, missing = draw_all(blanks, scene, "top3", "", "vgg16")
    assert missing == []
    assert {picture.shape for picture in made.values()} == {(224, 224, 3)}


@pytest.mark.slow
def test_the_whole_road_from_loading_to_marks(weights: Path) -> None:
    folder = weights.parent
    text = (DEFAULT.parent / "assignment_vgg16.toml").read_text("utf-8")
    text = text.replace('"vgg16"', '"seeded.toml"').replace(
        '"scenes_224"', f'"{DEFAULT.parent / "scenes_224"}"'
    )
    (folder / "assignment.toml").write_text(text.replace("../expected_outputs_vgg16", "goldens"))
    (folder / "seeded.toml").write_text(SPEC)
    assignment = Assignment.read(folder / "assignment.toml")

    started = time.monotonic()
    with watched(os.getpid()) as peak:
        resolved = resolve_assignment(assignment)
        made = build(resolved, 1, lambda done, total: None, EVERY)
        write(made, assignment.goldens)
    print(f"\ngoldens: {time.monotonic() - started:.0f} s, {peak.bytes / MEBIBYTE:.0f} MiB")
    assert len(made.goldens.pictures) > 12

    with resolved.start(1, Platform()) as trusted:
        drifts = compare_goldens(Goldens.read(assignment.goldens), trusted.reference())
    assert all(drift.passed for drift in drifts)

    machine = probe()
    ready = ReadyAssignment.open(folder / "assignment.toml")
    submission = Submission.read(REFERENCE)
    confined = machine if machine.confines else None
    with watched(os.getpid()) as peak, GraderPool(ready, confined, 1) as pool:
        grader = pool.graders[0]
        grader.grade(submission)  # the servers are ready after it
        before, started = cpu_seconds(os.getpid()), time.monotonic()
        graded = grader.grade(submission)
        used = cpu_seconds(os.getpid()) - before
    print(
        f"a submission: {used:.1f} s of CPU, {time.monotonic() - started:.1f} s; "
        f"{peak.bytes / MEBIBYTE:.0f} MiB"
    )
    assert graded.report.score == graded.report.max_score
    assert used < 20
    assert peak.bytes < 3072 * MEBIBYTE
