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
