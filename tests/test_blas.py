"""One BLAS thread while somebody wants it, and as many as before afterwards."""

import numpy as np
from threadpoolctl import ThreadpoolController

from pipeline.blas import one_blas_thread


def blas_threads() -> set[int]:
    assert np.ones(1).sum() == 1  # numpy has brought its BLAS in
    controller = ThreadpoolController().select(user_api="blas")
    return {library["num_threads"] for library in controller.info()}


def test_the_last_one_out_restores_what_was() -> None:
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        assert blas_threads() == {2}
        with one_blas_thread():
            with one_blas_thread():
                assert blas_threads() == {1}
            assert blas_threads() == {1}
        assert blas_threads() == {2}
