"""What a table must say of the machine and the run that it came from."""

import importlib.metadata
import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def machine(packages: Sequence[str]) -> dict[str, Any]:
    """The machine as it is now, its load, and the versions of the packages that matter."""
    told = Path("/proc/cpuinfo")
    cpu = re.search(r"model name\s*:\s*(.+)", told.read_text()) if told.exists() else None
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpu": cpu[1] if cpu else platform.processor(),
        "cores": os.cpu_count(),
        "load before": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in packages},
    }


def machine_line(about: dict[str, Any]) -> str:
    """The same as one line below a table."""
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (
        f"{about['cpu']}, {about['cores']} cores (load before the run {about['load before']}), {about['system']}, "
        f"Python {about['python']}; {versions}; {about['date']}."
    )


def memory(kind: str) -> float:
    """Megabytes that this process holds, by a name of /proc/self/status: "VmRSS", "RssAnon", "VmHWM"."""
    found = re.search(rf"^{kind}:\s*(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit(f"/proc/self/status does not tell {kind}; run this on Linux")
    return int(found[1]) * 1.024e-3


def peak_memory() -> float:
    """The most megabytes that this process has held; unlike ru_maxrss it does not begin with its parent's."""
    return memory("VmHWM")
