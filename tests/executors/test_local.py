import os
import signal
import time
from collections.abc import Iterator

import pytest

from pipeline.errors import ExecutorError
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


def square_unless_fatal(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 11:
        time.sleep(60)
    return number * number


def test_an_item_that_ends_its_process_or_takes_too_long_is_lost_and_no_other() -> None:
    executor = Processes(2, weigh=lambda _: 4_000, patience=lambda _: 1.0)
    lost = list(executor.map(square_unless_fatal, range(20), lost=lambda number, cause: f"{number} {cause}"))
    assert lost.pop(7) == "7 ended the process that read it (killed by SIGKILL)"
    assert lost.pop(10) == "11 took longer than 1 seconds"
    assert lost == [number * number for number in range(20) if number not in (7, 11)]


def test_a_lost_item_ends_the_stream_where_nobody_takes_it() -> None:
    with pytest.raises(ExecutorError, match="ended the process that read it"):
        list(Processes(1).map(square_unless_fatal, [6, 7, 8]))


def test_items_and_results_larger_than_a_pipe_do_not_wait_for_each_other() -> None:
    texts = ["a" * 1_000_000] * 8
    assert list(Processes(2, weigh=len).map(str.upper, texts)) == [text.upper() for text in texts]


def fail_to_start() -> None:
    os._exit(1)


def test_workers_that_cannot_start_are_an_error() -> None:
    with pytest.raises(ExecutorError, match="cannot be started"):
        list(Processes(1, prepare=fail_to_start).map(square, [1]))
