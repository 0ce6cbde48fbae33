"""Threat: code that was left to run later: at exit, at each line, at each signal, on deletion."""

import atexit
import gc
import signal
import sys
import threading
import weakref


class Late:
    def __del__(self):
        print("BREACH on deletion", flush=True)


def tracer(frame, event, argument):
    return None


late = Late()
atexit.register(print, "BREACH at exit", flush=True)
weakref.finalize(late, print, "BREACH when finalised", flush=True)
threading._register_atexit(print, "BREACH when threads end")
sys.settrace(tracer)
sys.setprofile(tracer)
threading.settrace(tracer)
gc.callbacks.append(lambda phase, info: None)
sys.excepthook = sys.unraisablehook = lambda *arguments: None
sys.addaudithook(lambda event, arguments: None)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, signal.SIG_IGN)
print("REFUSED")
