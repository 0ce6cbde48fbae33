"""Threat: the process dies by a signal, and whoever waits for it with it."""

import os
import signal


def grad_cam(model, image, class_index, layer_name):
    os.kill(os.getpid(), signal.SIGKILL)
