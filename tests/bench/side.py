"""One side of one line, in a process of its own: `python -m tests.bench.side MODULE FUNCTION '{"url": …}'`."""

import importlib
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

Figures = dict[str, float]


def main() -> None:
    """Run the function and print what it measured, with the peak memory of this process and its children."""
    module, function, task = sys.argv[1:]
    figures: Figures = getattr(importlib.import_module(module), function)(**json.loads(task))
    figures["peak_mib"] = peak_mib()
    figures["child_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(figures))


def peak_mib() -> float:
    """Peak memory of this very process; the figure of getrusage starts at that of whoever started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found.group(1)) / 1024 if found else float("nan")


def memory_now() -> float:
    """MiB of this process at this moment."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu_of(act: Callable[[], object], *, times: int) -> float:
    """Seconds of CPU that this process spends on one call: the median of so many, after three to warm up."""
    for _ in range(3):
        act()
    measured = []
    for _ in range(times):
        before = time.process_time()
        act()
        measured.append(time.process_time() - before)
    return median(measured)


def cost_of(act: Callable[[], object]) -> Figures:
    """Wall time and CPU (children included) of one call."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    return {"seconds": wall, "cpu": cpu}


if __name__ == "__main__":
    main()
