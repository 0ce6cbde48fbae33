"""Threat: it waits, at no cost in processor time."""

import time


def grad_cam(model, image, class_index, layer_name):
    while True:
        time.sleep(3600)
