"""Threat: abort() dumps a core of gigabytes and ends the server."""

import os


def grad_cam(model, image, class_index, layer_name):
    os.abort()
