"""One thread for products of small matrices: a second one costs more in waiting than it brings."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import OpenBLASController, ThreadpoolController

_guard = threading.Lock()
_inside = 0
_limit: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep numpy's BLAS to one thread; of several that are inside at once the last one out restores what was."""
    global _inside, _limit
    with _guard:
        if _inside == 0:
            _take_control()
            _limit = _controller().limit(limits=1, user_api="blas")
        _inside += 1
    try:
        yield
    finally:
        with _guard:
            _inside -= 1
            if _inside == 0:
                _take_control()
                _limit.restore_original_limits()


def _take_control() -> None:
    # threadpoolctl heeds the first thread that sets OpenBLAS's number, and no other for as long as that one lives. Here
    # whoever is first in or last out sets it, one at a time.
    OpenBLASController.clear_controlling_thread(force=True)


@cache
def _controller() -> ThreadpoolController:
    # Looks through the loaded libraries, so only once.
    return ThreadpoolController()
