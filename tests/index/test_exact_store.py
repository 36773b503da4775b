import numpy as np
import pytest

from pipeline.index.exact_store import ExactStore


def test_keys_may_come_in_any_order():
    store = ExactStore(np.array([9, 2, 5]), np.eye(3, dtype=np.float32))
    assert store.keys().tolist() == [2, 5, 9]
    assert store.search(np.eye(3, dtype=np.float32), 1)[1].ravel().tolist() == [9, 2, 5]


@pytest.mark.parametrize(("keys", "vectors"), [((2,), (3, 4)), ((2, 1), (2, 4)), ((2,), (2,))])
def test_keys_and_vectors_must_belong_together(keys, vectors):
    with pytest.raises(ValueError, match="do not belong together"):
        ExactStore(np.zeros(keys, np.int64), np.zeros(vectors, np.float32))
