"""One BLAS thread while somebody wants it, and as many as before afterwards."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from pipeline.blas import one_blas_thread


def numpys_threads() -> set[int]:
    """The threads of numpy's own BLAS; of others that tests have loaded since nothing is said."""
    libraries = ThreadpoolController().select(user_api="blas").info()
    return {library["num_threads"] for library in libraries if np.__name__ in library["filepath"]}


def test_the_last_one_out_restores_what_was() -> None:
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        if not numpys_threads():
            pytest.skip("numpy's BLAS cannot be told how many threads to take")
        assert numpys_threads() == {2}
        with one_blas_thread():
            with one_blas_thread():
                assert numpys_threads() == {1}
            assert numpys_threads() == {1}
        assert numpys_threads() == {2}


def test_it_holds_in_a_thread_that_is_not_the_first_to_set_the_number() -> None:
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        if numpys_threads() != {2}:
            pytest.skip("numpy's BLAS cannot be told how many threads to take")
        with one_blas_thread():
            pass

        def inside() -> set[int]:
            with one_blas_thread():
                return numpys_threads()

        # This thread, which was the first, lives on meanwhile.
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(inside).result() == {1}
        assert numpys_threads() == {2}
