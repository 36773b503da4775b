"""Sources that differ on a number or a date, over small real indexes."""

from pathlib import Path

from pipeline.answers import Reader, answer
from pipeline.embeddings import Embedder
from tests.answers.citations import check_citations
from tests.search.factories import index_of, source

ACCORDS = (
    source("old.txt", "Artemis Accords", "By 3 to 5 December 2024, 52 States had signed the Artemis Accords."),
    source(
        "new.txt", "Artemis Accords", "By July 2025 the Artemis Accords had been signed by 56 States.", date="2025-07"
    ),
    source("more.txt", "Artemis Accords", "More than 40 States had signed the Artemis Accords.", date="2024-05"),
    source("web.txt", "Artemis Accords", "Some 90 States signed; 75 States had signed the Accords.", tier="unverified"),
    source("press.txt", "Artemis Accords", "61 States had signed the Artemis Accords.", tier="unverified"),
    source("fire.txt", "Rescue Agreement", "It entered into force on 3 December 1968.", date="2020"),
    source(
        "misprint.txt", "Rescue Agreement", "The Rescue Agreement entered into force on 3 December 1986.", date="2023"
    ),
    source(
        "talks.txt",
        "Rescue Agreement",
        "Ministers met in Vienna on 5 May 1971, after the Rescue Agreement entered into force, to review its costs.",
    ),
)


def test_sources_that_differ_are_shown_as_differing_the_newest_first(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    with index_of(tmp_path, embedder, ACCORDS) as snapshot:
        given = answer(snapshot, embedder, reader, "How many States have signed the Artemis Accords?")
        check_citations(snapshot, given)
        assert given.conflict == "56 as of July 2025 [1]; 52 as of 3 December 2024 [2]"
        assert [citation.doc_id for citation in given.citations] == ["new.txt", "old.txt"]
        dated = answer(snapshot, embedder, reader, "When did the Rescue Agreement enter into force?")
        check_citations(snapshot, dated)
        assert dated.conflict == "3 December 1986 as of 2023 [1]; 3 December 1968 as of 2020 [2]"


def test_a_question_as_of_a_date_has_no_other_answers(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with index_of(tmp_path, embedder, ACCORDS) as snapshot:
        given = answer(snapshot, embedder, reader, "How many States had signed the Artemis Accords in July 2025?")
        assert "56" in given.text
        assert given.conflict is None
