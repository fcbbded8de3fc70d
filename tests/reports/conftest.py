"""Cached figures of one test must not answer the next: each test has its own data under the same version."""

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _no_figures_from_before() -> Iterator[None]:
    st.cache_data.clear()
    yield
    st.cache_data.clear()
