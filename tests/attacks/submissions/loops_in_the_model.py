"""Threat: the model that is handed back is the submission's own, and never answers."""


class Model:
    def get_layer(self, name):
        return self

    def __call__(self, *arguments, **options):
        while True:
            pass


def replace_activation_layer_in_keras(model, old_activation, new_activation):
    return Model()
