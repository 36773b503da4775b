"""Dates as sources write them."""

import pytest

from pipeline.documents.dates import iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-5-3", "2024-05-03"),
        ("2024-05-03T10:00:00Z", "2024-05-03"),
        ("2024/05/03", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("D:20230815234220Z", "2023-08-15"),
        ("D:2023", "2023"),
        ("20 May 2022", "2022-05-20"),
        ("20th of May", None),
        ("May 20, 2022", "2022-05-20"),
        ("Friday, May 20th, 2022", "2022-05-20"),
        ("May 2022", "2022-05"),
        ("03/04/2021", None),
        ("2024-13", None),
        ("2023-02-30", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("Chapter 2022", None),
        ("1967-01-27", "1967-01-27"),
    ],
)
def test_dates_become_iso_or_nothing(written, date):
    assert iso_date(written) == date
