"""The lexical index: what it finds, in which order, and what survives an interrupted writer."""

import os
import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import IndexBusy, IndexMismatch, IndexWriteFailed, NotAnIndex
from pipeline.index.lexical import LexicalIndex, LexicalRow
from pipeline.index.words import content_words, find_words

ROWS = (
    LexicalRow(1, "Outer Space Treaty", "Article IV", "States shall not place nuclear weapons in orbit."),
    LexicalRow(2, "Rescue Agreement", "", "Astronauts in distress are rescued and returned."),
    LexicalRow(3, "Registry notes", "Registration", "Launching States register their space objects."),
    LexicalRow(4, "Weekly report", "", "The weapons inspector placed one order for nuclear fuel."),
)


def filled(folder: Path, rows: tuple[LexicalRow, ...] = ROWS) -> LexicalIndex:
    index = LexicalIndex.create(folder)
    index.add(rows)
    index.commit()
    return index


def keys(index: LexicalIndex, query: str, k: int = 10, allowed: list[int] | None = None) -> list[int]:
    within = None if allowed is None else np.array(allowed, dtype=np.int64)
    return [key for key, _ in index.search(query, k, allowed=within)]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return filled(tmp_path / "lexical")


def test_weighted_stems_score_the_rows_that_are_named(index: LexicalIndex):
    once = index.score({"weapon": 1.0}, [1, 2, 4])
    assert set(once) == {1, 4}
    assert index.score({"weapon": 2.0}, [4]) == {4: pytest.approx(2 * once[4], rel=1e-5)}
    both = index.score({"weapon": 1.0, "orbit": 1.0}, [1, 4])
    assert both[1] > once[1]
    assert both[4] == pytest.approx(once[4], rel=1e-5)
    assert index.score({}, [1]) == index.score({"weapon": 1.0}, []) == {}


@pytest.mark.parametrize(
    ("name", "rows"),
    [("nuclear weapons", 1), ("Outer Space Treaty", 1), ("space", 2), ("nuclear order", 0), ("chocolate", 0), ("", 0)],
)
def test_rows_that_have_a_name_as_a_whole_are_counted(index: LexicalIndex, name: str, rows: int) -> None:
    assert index.naming(name) == rows


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nuclear weapons", {1, 4}),
        ("NUCLEAR WEAPON", {1, 4}),
        ("rescuing an astronaut", {2}),
        ("registered", {3}),
        ("registration", {3}),
        ("rescue agreement", {2}),
        ("chocolate", set()),
        ("the", {4}),
        ("", set()),
        (" \t\n", set()),
        ("?!", set()),
    ],
)
def test_finds_rows_by_word_stems_in_every_field(index: LexicalIndex, query: str, expected: set[int]) -> None:
    assert set(keys(index, query)) == expected


def test_a_quoted_phrase_lifts_the_row_that_has_it_word_for_word(tmp_path: Path) -> None:
    index = filled(
        tmp_path,
        (
            LexicalRow(1, "", "", "harm to contamination studies and more harmful things in the study of harm"),
            LexicalRow(2, "", "", "states avoid harmful contamination of the moon and adverse changes to the earth"),
        ),
    )
    plain = dict(index.search("harmful contamination", 2))
    quoted = dict(index.search('"harmful contamination"', 2))
    assert quoted[1] == plain[1]
    assert quoted[2] > plain[2]
    assert keys(index, "“harmful contamination”")[0] == 2


@pytest.mark.parametrize(
    "query",
    ['"', '""', '"" ""', 'title:moon', "moon AND (NOT", "moon^9 +-*~?:\\/[]{}", "a" * 500_000, "nuclear\x00weapons",
     "\ud800 moon", "word " * 10_000, " ".join(f"w{n}" for n in range(10_000)), '"' + "moon " * 5000 + '"'],
    ids=lambda query: repr(query[:20]),
)  # fmt: skip
def test_any_text_is_a_safe_query(index: LexicalIndex, query: str) -> None:
    index.search(query, 5)


def test_the_rarest_words_of_a_very_long_query_decide(index: LexicalIndex) -> None:
    noise = " ".join(f"noise{number}" for number in range(5_000))
    assert keys(index, f"{noise} astronauts {noise}") == [2]


@pytest.mark.parametrize("k", [-1, 0])
def test_no_rows_are_wanted(index: LexicalIndex, k: int) -> None:
    assert index.search("nuclear", k) == []


def test_k_beyond_the_index_returns_what_matches(index: LexicalIndex) -> None:
    assert set(keys(index, "nuclear", 10_000)) == {1, 4}


def test_filter_is_exact_and_leaves_scores_alone(index: LexicalIndex) -> None:
    free = dict(index.search("nuclear weapons states", 10))
    assert dict(index.search("nuclear weapons states", 10, allowed=np.array([3, 4]))) == {3: free[3], 4: free[4]}
    assert keys(index, "nuclear", allowed=[]) == []
    assert keys(index, "nuclear", allowed=[2, 99]) == []


def test_a_large_filter_is_as_exact_as_a_small_one(tmp_path: Path) -> None:
    rows = tuple(LexicalRow(key, "", "", "moon " * (1 + key % 7) + "rock " * 5) for key in range(6_000))
    index = filled(tmp_path, rows)
    allowed = np.arange(0, 6_000, 2, dtype=np.int64)
    everything = index.search("moon", 6_000)
    expected = [(key, score) for key, score in everything if key % 2 == 0]
    assert index.search("moon", 10, allowed=allowed) == expected[:10]
    assert index.search("moon", 4_000, allowed=allowed) == expected


def test_equal_scores_are_ordered_by_key(tmp_path: Path) -> None:
    rows = [LexicalRow(key, "", "", "same words in each") for key in range(200)]
    random.Random(7).shuffle(rows)
    index = LexicalIndex.create(tmp_path)
    for at in range(0, 200, 40):
        index.add(rows[at : at + 40])
        index.commit()
    assert keys(index, "same words", 30) == list(range(30))


def test_scores_do_not_depend_on_how_rows_were_spread_over_commits(tmp_path: Path) -> None:
    chance = random.Random(3)
    vocabulary = [f"term{number}" for number in range(300)]
    rows = tuple(
        LexicalRow(key, " ".join(chance.choices(vocabulary, k=3)), "", " ".join(chance.choices(vocabulary[:90], k=40)))
        for key in range(600)
    )
    whole = filled(tmp_path / "whole", rows)
    parts = LexicalIndex.create(tmp_path / "parts")
    for at in range(0, 600, 50):
        parts.add(rows[at : at + 50])
        parts.commit()
    for _ in range(20):
        query = " ".join(chance.choices(vocabulary, k=8))
        assert whole.search(query, 100) == parts.search(query, 100)


def test_removed_and_replaced_rows_are_not_found(index: LexicalIndex) -> None:
    index.remove([1, 77])
    index.add([LexicalRow(2, "", "", "chocolate")])
    index.commit()
    assert keys(index, "nuclear") == [4]
    assert keys(index, "astronauts") == []
    assert keys(index, "chocolate") == [2]
    assert index.keys().tolist() == [2, 3, 4]
    assert len(index) == 3


def test_missing_tells_which_keys_are_not_held_in_the_given_order(index: LexicalIndex) -> None:
    assert index.missing([9, 1, 8, 4]) == [9, 8]
    assert index.missing([]) == []
    assert LexicalIndex.empty().missing([3]) == [3]


def test_an_empty_index_finds_nothing() -> None:
    index = LexicalIndex.empty()
    assert index.search("moon", 5) == []
    assert index.naming("moon") == 0
    assert len(index) == 0
    assert index.keys().tolist() == []


def test_readers_see_commits_after_reload_only(tmp_path: Path) -> None:
    writer = filled(tmp_path)
    reader = LexicalIndex.open(tmp_path)
    writer.add([LexicalRow(5, "", "", "chocolate")])
    assert LexicalIndex.open(tmp_path).search("chocolate", 3) == []
    writer.commit()
    assert reader.search("chocolate", 3) == []
    reader.reload()
    assert keys(reader, "chocolate") == [5]


def test_a_second_writer_is_told_and_the_first_one_s_commit_lets_it_in(tmp_path: Path) -> None:
    first = LexicalIndex.create(tmp_path)
    first.add(ROWS[:2])
    second = LexicalIndex.open(tmp_path)
    with pytest.raises(IndexBusy, match="another process is writing"):
        second.add(ROWS[2:])
    first.commit()
    second.add(ROWS[2:])
    second.commit()
    assert len(second) == 4


def test_rows_that_cannot_be_made_leave_the_last_commit(index: LexicalIndex) -> None:
    def rows() -> Iterator[LexicalRow]:
        yield LexicalRow(8, "", "", "chocolate")
        raise KeyError("source broke")

    with pytest.raises(KeyError):
        index.add(rows())
    index.add([LexicalRow(9, "", "", "vanilla")])
    index.commit()
    assert index.keys().tolist() == [1, 2, 3, 4, 9]


def test_opening_what_is_no_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotAnIndex, match="no lexical index"):
        LexicalIndex.open(tmp_path / "nowhere")
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(NotAnIndex, match="cannot be read"):
        LexicalIndex.open(tmp_path)


def test_an_index_with_other_fields_is_refused(tmp_path: Path) -> None:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body")
    tantivy.Index(builder.build(), path=str(tmp_path)).writer(15_000_000, 1).commit()
    with pytest.raises(IndexMismatch, match="another version"):
        LexicalIndex.open(tmp_path)


def test_creation_starts_afresh_over_remains_and_leaves_foreign_files(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "meta.json").unlink()
    (tmp_path / "keep.txt").write_text("mine")
    assert len(LexicalIndex.create(tmp_path)) == 0
    assert len(filled(tmp_path)) == 4
    assert (tmp_path / "keep.txt").read_text() == "mine"


CHILD = """
    import sys
    from pathlib import Path
    from pipeline.index.lexical import LexicalIndex, LexicalRow
    index = LexicalIndex.open(Path(sys.argv[1]))
    text = " ".join(f"word{n % 977}" for n in range(300))
    key = 1000
    while True:
        index.add(LexicalRow(key + n, "", "", f"{text} serial{key + n}") for n in range(100))
        print("added", flush=True)
        index.commit()
        print("committed", flush=True)
        key += 100
"""


@pytest.mark.parametrize(("line", "times"), [("added", 1), ("committed", 2), ("added", 4)])
def test_a_killed_writer_leaves_the_last_commit(tmp_path: Path, root: Path, line: str, times: int) -> None:
    filled(tmp_path)
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ | {"PYTHONPATH": ""})
    said: list[str] = []
    assert child.stdout is not None
    for out in child.stdout:
        said.append(out.strip())
        if said.count(line) == times:
            child.send_signal(signal.SIGKILL)
            break
    child.stdout.close()
    child.wait()
    index = LexicalIndex.open(tmp_path)
    batches, rest = divmod(len(index) - 4, 100)
    assert rest == 0
    assert batches >= said.count("committed")
    assert index.missing([1, 2, 3, 4]) == []
    index.add([LexicalRow(5, "", "", "chocolate")])
    index.commit()
    assert keys(index, "chocolate") == [5]


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from pipeline.errors import IndexWriteFailed
    from pipeline.index.lexical import LexicalIndex, LexicalRow
    index = LexicalIndex.open(Path(sys.argv[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        index.add(LexicalRow(100 + n, "", "", " ".join(f"w{n}x{m}" for m in range(200))) for n in range(200))
        index.commit()
    except IndexWriteFailed as error:
        print("refused:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    index.add([LexicalRow(5, "", "", "chocolate")])
    index.commit()
"""


def test_no_room_for_a_file_is_a_stated_failure_and_the_next_write_works(tmp_path: Path, root: Path) -> None:
    filled(tmp_path)
    command = [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.startswith("refused:")
    assert "still stands" in done.stdout
    assert LexicalIndex.open(tmp_path).keys().tolist() == [1, 2, 3, 4, 5]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only folders")
def test_a_read_only_folder_is_a_stated_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexWriteFailed):
        LexicalIndex.create(tmp_path / "lexical")
    tmp_path.chmod(0o700)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60), k=st.integers(-1, 6))
def test_every_query_gives_ordered_distinct_held_rows(index: LexicalIndex, query: str, k: int) -> None:
    found = index.search(query, k)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert len({key for key, _ in found}) == len(found) <= max(k, 0)
    assert {key for key, _ in found} <= {1, 2, 3, 4}


@given(text=st.text(max_size=200))
@settings(deadline=None)
def test_words_stand_where_they_say(text: str) -> None:
    last = 0
    for word in find_words(text):
        assert last <= word.start < word.end <= len(text)
        assert text[word.start : word.end].isalnum() or not text[word.start : word.end].isascii()
        last = word.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What does the treaty say?", ["treati", "say"]),
        ("Who joined the WHO?", ["join", "who"]),
        ("US forces told us", ["us", "forc", "told"]),
        ("WHAT IS IT", ["what", "is", "it"]),
        ("the 1,500 fragments", ["1", "500", "fragment"]),
    ],
)
def test_content_words_leave_function_words_out(text: str, expected: list[str]) -> None:
    assert [word.stem for word in content_words(text)] == expected
