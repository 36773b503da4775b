"""Settings: what they may be, and the sentence for what they may not."""

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import load_settings


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("MAX_FILE_MB", "nan", "a number from 0.001"),
        ("MAX_FILE_MB", "inf", "a number from 0.001"),
        ("MAX_FILE_MB", "-1", "a number from 0.001"),
        ("MAX_PAGES", "0", "a whole number from 1"),
        ("PASSAGE_MIN_WORDS", "0", "a whole number from 1"),
        ("SIGNATURES", "0", "a whole number from 1"),
        ("SIGNATURES", "two", "a whole number from 1"),
        ("LLM_TIMEOUT", "-1", "a number from 0.1"),
        ("RERANK", "sometimes", "one of runs, always, never"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(tmp_path, name, value, wanted):
    with pytest.raises(SettingsError, match=f"TRAVAUX_{name}.*{wanted}"):
        load_settings(tmp_path, {f"TRAVAUX_{name}": value})


def test_a_passage_cannot_be_longer_at_least_than_at_most(tmp_path):
    with pytest.raises(SettingsError, match="passage_min_words"):
        load_settings(tmp_path, {"TRAVAUX_PASSAGE_MIN_WORDS": "500", "TRAVAUX_PASSAGE_MAX_WORDS": "10"})


def test_a_file_of_settings_that_is_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path, {"TRAVAUX_CONFIG": str(tmp_path / "gone.toml")})
    assert load_settings(tmp_path, {}).signatures == 1
