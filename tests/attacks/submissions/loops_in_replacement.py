"""Threat: replacing the activation never ends."""


def replace_activation_layer_in_keras(model, old_activation, new_activation):
    while True:
        pass
