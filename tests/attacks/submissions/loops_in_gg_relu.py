"""Threat: the activation never returns."""


def gg_relu(x):
    while True:
        pass
