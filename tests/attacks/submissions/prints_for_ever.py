"""Threat: output without end."""


def grad_cam(model, image, class_index, layer_name):
    while True:
        print("and on")
