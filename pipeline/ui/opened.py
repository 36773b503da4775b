"""The collection that all sessions of the application share, and how its errors are shown."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pipeline.collection import Collection
from pipeline.errors import PipelineError
from pipeline.ui.components import notice


def index_path() -> str:
    """The index folder that `travaux app --index` or the environment names."""
    return os.environ.get("TRAVAUX_INDEX") or "indexes/default"


@st.cache_resource(show_spinner="Opening the index ...")
def _open(path: str) -> Collection:
    return Collection.open(path)


@contextmanager
def collection() -> Iterator[Collection]:
    """The opened collection; what goes wrong in the block is shown as its sentence, and the page ends there."""
    try:
        yield _open(index_path())
    except PipelineError as error:
        notice("error", error.elsewhere)
        st.stop()
