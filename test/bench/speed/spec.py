"""What both Python peers read: a network as plain data, its initial weights, one batch, and how to time it.

The file is JSON (see spec.ts); weights and images lie beside it as float32. Kernels are height, width, in, out.
"""

import json
import os
import re
import sys
import time

import numpy as np


def load(path):
    with open(path) as file:
        spec = json.load(file)
    folder = os.path.dirname(path)
    flat = np.memmap(os.path.join(folder, spec["weights"]), dtype=np.float32, mode="r")
    weights, start = {}, 0
    for variable in spec["variables"]:
        size = int(np.prod(variable["shape"]))
        weights[variable["name"]] = np.array(flat[start : start + size]).reshape(variable["shape"])
        start += size
    images = np.fromfile(os.path.join(folder, spec["images"]), dtype=np.float32)
    shape = spec["network"]["layers"][0]["outputShape"]
    return spec, weights, images.reshape([-1, *shape]), np.array(spec["labels"], dtype=np.int64)


def own(weights, layer):
    """The variables of a layer by their last names."""
    prefix = layer["name"] + "/"
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix) and "/" not in name[len(prefix) :]}


def timed(spec, run):
    """Milliseconds a step, one for each chunk of steps. `run(steps)` makes so many and waits for the last."""
    run(spec["warmUp"])
    times = []
    start = time.perf_counter()
    while len(times) < spec["chunks"] and time.perf_counter() - start < spec["seconds"]:
        begin = time.perf_counter()
        run(spec["chunk"])
        times.append(1e3 * (time.perf_counter() - begin) / spec["chunk"])
    return times


def peak_megabytes():
    """Of this process alone: ru_maxrss begins with what its parent had."""
    with open("/proc/self/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+) kB", file.read())[1]) / 1024


def answer(times, loss, version):
    print(json.dumps({"times": times, "loss": float(loss), "peakMegabytes": peak_megabytes(), "version": version}), flush=True)
    sys.stdout.flush()
    os._exit(0)
