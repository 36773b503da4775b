"""Who runs a stage: this process, several on this machine, or a cluster behind the same seam."""

from pipeline.executors.executor import Executor
from pipeline.executors.local import InProcess
from pipeline.executors.processes import Processes

__all__ = ["Executor", "InProcess", "Processes", "local_executor"]


def local_executor(workers: int) -> Executor:
    """The executor for so many workers on this machine."""
    return InProcess() if workers == 1 else Processes(workers)
