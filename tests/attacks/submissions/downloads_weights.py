"""Threat: the run fetches something from the network, as Keras' own weights are."""

import urllib.request

from attacker import attempt
import keras

WEIGHTS = "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/weights.h5"
attempt("weights", keras.utils.get_file, "weights.h5", WEIGHTS)
attempt("url", urllib.request.urlopen, WEIGHTS, timeout=5)
