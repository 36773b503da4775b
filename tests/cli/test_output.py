import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.output import aside, paragraph, printable, text_output, visible
from pipeline.data import json_line
from pipeline.errors import OutputError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “text” 条約", "plain – “text” 条約"),
        ("red \x1b[31malert\x1b[0m", "red �[31malert�[0m"),
        ("title\x07\x00", "title��"),
        ("csi \x9b2J", "csi �2J"),
        ("right \u202eto left", "right �to left"),
        (" lines\r\n\tand  tabs ", "lines and tabs"),
        ("half \ud800 pair", "half � pair"),
    ],
)
def test_what_could_drive_a_terminal_is_shown_as_a_sign(text, shown):
    assert printable(text) == shown


def test_line_feeds_and_tabs_of_a_text_stay_visible():
    assert visible("a\n\tb\x1b") == "a\n\tb�"


@given(st.text(alphabet=st.characters()))
def test_json_lines_give_back_what_went_in_on_one_line_without_control_characters(text):
    line = json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert len(line.splitlines()) == 1
    assert printable(line) == " ".join(line.split())
    line.encode("utf-8")


def test_a_paragraph_is_wrapped_and_indented(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    assert paragraph("one two three four five six", indent="  ").splitlines() == ["  one two three four", "  five six"]


def test_a_result_appears_under_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with text_output(path) as stream:
        stream.write("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def interrupted(path):
    with text_output(path) as stream:
        stream.write("half")
        raise KeyboardInterrupt


def test_an_interrupted_result_leaves_the_former_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_a_link_keeps_pointing_at_the_file_that_is_replaced(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with text_output(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_device_is_written_to_and_never_replaced():
    with aside(Path("/dev/null")) as part:
        assert part == Path("/dev/null")


@pytest.mark.parametrize("name", ["missing/out.jsonl", ".", "file/out.jsonl"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError, match=r"out\.jsonl: cannot be written|is a folder"), text_output(tmp_path / name):
        pytest.fail("nothing can be written there")


def test_a_full_disk_is_told_in_one_sentence():
    with pytest.raises(OutputError, match="/dev/full: cannot be written"), text_output(Path("/dev/full")) as stream:
        stream.write("x" * 100_000)


def test_an_error_about_another_file_is_not_blamed_on_the_output(tmp_path):
    with pytest.raises(FileNotFoundError), text_output(tmp_path / "out.jsonl"):
        Path("/nowhere/at/all").read_text()
