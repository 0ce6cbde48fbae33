"""Full-size VGG16 as Keras provides it: finding, downloading and loading its weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks.rebuild import anew, keep_initializers
from grader.networks.spec import GET_VGG16, VGG16_WEIGHTS, NetworkSpec
import keras

URL = f"https://storage.googleapis.com/tensorflow/keras-applications/vgg16/{VGG16_WEIGHTS}"
MD5 = "64373286793e3c8b2b4e3219cbf3544b"
"""The checksum that Keras expects of the file."""


def fetch(spec: NetworkSpec) -> None:
    """Download the weights where `spec` names Keras's own and they have never been downloaded.

    Raises BadInput where that fails, and for a file with another checksum: Keras would delete it
    and download it again.
    """
    path = spec.weights
    if path is None or not spec.is_from_keras:
        return
    if not path.is_file():
        _download(path)
    found = _md5(path)
    if found != MD5:
        raise BadInput(
            Message(
                "{path} is not the file that Keras expects: its MD5 is {found}, not {md5}.",
                path=path,
                found=found,
                md5=MD5,
            ),
            Message(
                "It may be incomplete: delete it, and it is downloaded again. For "
                'weights of your own, write a .toml with weights = "….h5".'
            ),
        )


def load(weights: Path) -> keras.Model:
    """VGG16 with the weights in a file, its scores before softmax. Raises BadInput."""
    # Built without weights: drawing 138 million of them at random takes 8 seconds.
    with keras.StatelessScope(initialize_variables=False):
        unbuilt = keras.applications.VGG16(weights=None, classifier_activation=None)
    model = keras.models.clone_model(unbuilt, clone_function=anew)
    try:
        model.load_weights(weights)
    except Exception as error:  # Keras raises whatever its readers raise
        problem = Message(
            "{weights} cannot be read as weights of VGG16: {error}", weights=weights, error=error
        )
        raise BadInput(problem, GET_VGG16) from error
    for old, new in zip(unbuilt.layers, model.layers, strict=True):
        keep_initializers(old, new)
    return model


def _download(path: Path) -> None:
    try:
        keras.utils.get_file(path.name, URL, cache_dir=path.parents[1], cache_subdir="models")
    except Exception as error:  # urllib and file errors alike
        problem = Message(
            "The weights of VGG16 were neither found nor downloaded: {error}.", error=error
        )
        raise BadInput(problem, GET_VGG16) from error


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
