"""Threat: a read that nobody will ever write for."""

import os


def grad_cam(model, image, class_index, layer_name):
    os.read(os.pipe()[0], 1)
