"""Threat: one of two functions of a blank never returns."""


def get_saliency(model, image, layer_name):
    while True:
        pass
