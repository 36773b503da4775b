import os
from collections.abc import Iterator

import pytest

from pipeline.executors import Executor, InProcess, Processes, local_executor


def square(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number * number


def process_of(_: int) -> int:
    return os.getpid()


@pytest.fixture(params=[InProcess(), Processes(2)], ids=["in process", "two processes"])
def executor(request: pytest.FixtureRequest) -> Executor:
    return request.param


def test_results_come_in_the_order_of_the_items(executor: Executor) -> None:
    assert list(executor.map(square, range(50))) == [number * number for number in range(50)]


def test_an_error_in_the_stage_ends_the_stream(executor: Executor) -> None:
    with pytest.raises(ValueError, match="-1 is negative"):
        list(executor.map(square, [1, 2, -1, 3]))


def test_a_long_stream_is_not_drawn_ahead_of_its_results(executor: Executor) -> None:
    drawn = 0

    def items() -> Iterator[int]:
        nonlocal drawn
        for number in range(10_000):
            drawn += 1
            yield number

    results = executor.map(square, items())
    next(results)
    assert drawn <= 16
    results.close()  # type: ignore[attr-defined]


def test_one_worker_stays_in_this_process_and_two_leave_it() -> None:
    assert set(local_executor(1).map(process_of, range(3))) == {os.getpid()}
    assert os.getpid() not in set(local_executor(2).map(process_of, range(3)))


def test_no_worker_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        local_executor(0)
