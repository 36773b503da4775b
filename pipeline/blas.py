"""One thread for products of small matrices: a second one costs more in waiting than it brings."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

_guard = threading.Lock()
_inside = 0
_limit: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep numpy's BLAS to one thread; of several that are inside at once the last one out restores what was."""
    global _inside, _limit
    with _guard:
        if _inside == 0:
            _limit = _controller().limit(limits=1, user_api="blas")
        _inside += 1
    try:
        yield
    finally:
        with _guard:
            _inside -= 1
            if _inside == 0:
                _limit.restore_original_limits()


@cache
def _controller() -> ThreadpoolController:
    # Looks through the loaded libraries, so only once.
    return ThreadpoolController()
