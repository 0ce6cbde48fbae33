"""Threat: a stopped process neither ends nor answers to anything but SIGKILL."""

import os
import signal


def grad_cam(model, image, class_index, layer_name):
    os.kill(os.getpid(), signal.SIGSTOP)
