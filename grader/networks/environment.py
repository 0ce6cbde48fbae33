"""The environment of a process that will import TensorFlow; nothing is imported here."""

from __future__ import annotations

import os

PASSED_ON = ("TF_ENABLE_", "ONEDNN_", "DNNL_")
"""How variables begin by which the user says how TensorFlow is to compute."""


def tensorflow_environment() -> dict[str, str]:
    """What TensorFlow needs to start alike everywhere, for a server of the jail."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "KERAS_HOME" or name.startswith(PASSED_ON)
    }
    return {
        **kept,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        # A submission may lock what it can read: other children could not open the network then.
        "HDF5_USE_FILE_LOCKING": "FALSE",
    }
