"""Answers over small real indexes: exact citations, what is quoted, and when to abstain."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.answers import Reader, answer
from pipeline.answers.evidence import find_candidates
from pipeline.answers.judge import load_judge
from pipeline.answers.questions import read_question
from pipeline.answers.reading import beside, read
from pipeline.data import Filters
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search
from tests.answers.citations import check_citations
from tests.search.factories import Part, Source, index_of, source

QUESTIONS = (
    "When did the Rescue Agreement enter into force?",
    "How many articles does the Rescue Agreement have?",
    "Where is the NATO Space Centre?",
    "Who leads the NATO Space Centre?",
    "What does Article IV of the Outer Space Treaty say about nuclear weapons?",
    "What does Article I of the OST say?",
    "Which weapons are banned in orbit?",
    "Who won the World Cup?",
    "nuclear weapons",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_has_a_citation_whose_span_contains_it(
    snapshot: Snapshot, embedder: Embedder, reader: Reader, question: str
) -> None:
    check_citations(snapshot, answer(snapshot, embedder, reader, question))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(
            "when who how many where what article IV outer space treaty weapons rescue agreement ten".split()
        ),
        max_size=9,
    )
)
def test_so_has_any_string_of_words(snapshot: Snapshot, embedder: Embedder, reader: Reader, words: list[str]) -> None:
    check_citations(snapshot, answer(snapshot, embedder, reader, " ".join(words)))


@pytest.mark.parametrize(
    ("question", "text", "doc_id"),
    [
        ("When did the Rescue Agreement enter into force?", "3 December 1968", "rescue.txt"),
        ("How many articles does the Rescue Agreement have?", "ten articles", "rescue.txt"),
        ("Where was the NATO Space Centre placed?", "Ramstein", "centre.txt"),
    ],
)
def test_the_answer_is_cut_to_the_sentence_that_answers(
    snapshot: Snapshot, embedder: Embedder, reader: Reader, question: str, text: str, doc_id: str
) -> None:
    given = answer(snapshot, embedder, reader, question)
    assert text in given.text
    assert [citation.doc_id for citation in given.citations] == [doc_id]


def test_an_article_is_quoted_from_the_treaty_s_own_text(
    snapshot: Snapshot, embedder: Embedder, reader: Reader
) -> None:
    given = answer(
        snapshot,
        embedder,
        reader,
        "What does Article IV of the Outer Space Treaty say about nuclear weapons?",
        question_id="q1",
    )
    assert "undertake not to place in orbit" in given.text
    assert {citation.doc_id for citation in given.citations} == {"ost.txt"}
    assert given.question_id == "q1"


def test_an_article_without_a_topic_is_quoted_in_the_order_of_its_text(
    snapshot: Snapshot, embedder: Embedder, reader: Reader
) -> None:
    given = answer(snapshot, embedder, reader, "What does Article IV of the OST say?")
    assert len(given.sentences) > 1
    starts = [citation.start for citation in given.citations]
    assert starts == sorted(starts)
    assert {citation.doc_id for citation in given.citations} == {"ost.txt"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "no words"),
        ("?", "no words"),
        ("Who won the football World Cup in Qatar?", "says nothing of"),
        ("When was the NATO Space Centre opened by the king?", "asks for a date|says nothing of"),
        ("What does Article 12 of the Antarctic Treaty say about inspections?", "Article 12 of the Antarctic Treaty"),
        ("What does Article IV of the Outer Space Treaty say about taxes?", "taxes"),
        ("What does Article 40 of the Outer Space Treaty require of objects in orbit?", "an article 40"),
        ("Which weapons does Article 40 keep out of orbit around the Earth?", "an article 40"),
    ],
)
def test_it_abstains_with_a_reason(
    snapshot: Snapshot, embedder: Embedder, reader: Reader, question: str, reason: str
) -> None:
    given = answer(snapshot, embedder, reader, question)
    assert given.abstained
    assert given.reason is not None
    assert __import__("re").search(reason, given.reason), given.reason


def test_an_abstention_shows_what_came_nearest(snapshot: Snapshot, embedder: Embedder, reader: Reader) -> None:
    given = answer(snapshot, embedder, reader, "How heavy is the oldest astronaut?")
    assert given.abstained
    assert len(given.nearest) == 3


def test_filters_keep_documents_out_of_the_evidence(snapshot: Snapshot, embedder: Embedder, reader: Reader) -> None:
    question = "When did the Rescue Agreement enter into force?"
    assert answer(snapshot, embedder, reader, question, filters=Filters(exclude_documents=("rescue.txt",))).abstained
    nothing = answer(snapshot, embedder, reader, question, filters=Filters(documents=("none",)))
    assert nothing.abstained
    assert nothing.reason == "The index holds nothing that speaks to the question."


def test_a_reference_document_comes_before_an_unverified_one_that_says_the_same(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    sentences = ("The Rescue Agreement entered into force on 3 December 1968.", "Astronauts are rescued under it.")
    twins = [
        source("a-blog.txt", "Rescue Agreement", *sentences, tier="unverified"),
        source("b-note.txt", "Rescue Agreement", *sentences, tier="reference"),
        source("c-other.txt", "Weather", "It rained in Vienna.", "The sun shone in Geneva on Monday."),
    ]
    with index_of(tmp_path, embedder, twins) as snapshot:
        given = answer(snapshot, embedder, reader, "When did the Rescue Agreement enter into force?")
        assert [(citation.doc_id, citation.tier) for citation in given.citations] == [("b-note.txt", "reference")]


def test_a_sentence_that_would_dangle_takes_the_one_before_along(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    sentences = ("The Polar Accord was drawn up by lawyers.", "It entered into force on 4 March 1999.")
    filler = source("other.txt", "Weather", "It rained in Vienna.", "The sun shone in Geneva on Monday.")
    question = "When did the Polar Accord enter into force?"
    with index_of(tmp_path / "untitled", embedder, [source("notes.txt", "Notes", *sentences), filler]) as snapshot:
        assert [each.text for each in answer(snapshot, embedder, reader, question).sentences] == list(sentences)
    with index_of(tmp_path / "titled", embedder, [source("notes.txt", "Polar Accord", *sentences), filler]) as snapshot:
        assert [each.text for each in answer(snapshot, embedder, reader, question).sentences] == [sentences[1]]


DRAFT = (
    "A draft on weapons in orbit was put to the vote in April 2024.",
    "Russia vetoed it, and China abstained.",
    "The debate went on until the evening.",
)


@pytest.mark.parametrize(
    ("question", "at", "other"),
    [
        ("Which State vetoed the draft of April 2024 on weapons in orbit?", 0, 1),
        ("Which State vetoed the draft of April 2024 on weapons in orbit?", 1, 0),
        ("When was the draft on weapons in orbit put to the vote?", 0, None),
    ],
)
def test_a_sentence_that_answers_only_with_its_neighbour_takes_it_along(
    tmp_path: Path, embedder: Embedder, reader: Reader, question: str, at: int, other: int | None
) -> None:
    filler = source("other.txt", "Weather", "It rained in Vienna.", "The sun shone in Geneva on Monday.")
    with index_of(tmp_path, embedder, [source("notes.txt", "Notes on the year", *DRAFT), filler]) as snapshot:
        hits = search(snapshot, embedder, [question])[0]
        candidates = find_candidates(snapshot, embedder, read_question(question), hits, load_judge().rate_by)
        one = next(candidate for candidate in candidates if candidate.text == DRAFT[at])
        alone = read(reader, question, [one], candidates)[0]
        needed, both = beside(reader, question, one, alone, candidates)
        assert (needed.text if needed else None) == (None if other is None else DRAFT[other])
        assert both["read"] > 0.0
        given = answer(snapshot, embedder, reader, question)
        check_citations(snapshot, given)
    wanted = {DRAFT[at]} if other is None else {DRAFT[at], DRAFT[other]}
    assert wanted == {sentence.text for sentence in given.sentences}


@pytest.mark.parametrize(
    "question",
    [
        "What does Article 5 of the Polar Accord say on the costs of the polar station?",
        "Who shares the costs of the polar station under Article 5 of the Polar Accord?",
    ],
)
def test_an_article_that_its_heading_names_answers_though_its_text_names_another(
    tmp_path: Path, embedder: Embedder, reader: Reader, question: str
) -> None:
    accord = Source(
        "accord.txt",
        "Polar Accord",
        (
            Part(("The depositary of the Polar Accord is Norway.",), "Article 2", "2"),
            Part(("Under Article 3 the parties shall share the costs of the polar station.",), "Article 5", "5"),
        ),
    )
    filler = source("other.txt", "Weather", "It rained in Vienna.", "The sun shone in Geneva on Monday.")
    with index_of(tmp_path, embedder, [accord, filler]) as snapshot:
        assert [one.text for one in answer(snapshot, embedder, reader, question).sentences] == [
            "Under Article 3 the parties shall share the costs of the polar station."
        ]
        assert answer(snapshot, embedder, reader, question.replace("Article 5", "Article 7")).abstained


def test_an_empty_index_abstains(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with index_of(tmp_path, embedder, []) as snapshot:
        assert answer(snapshot, embedder, reader, "When did it end?").abstained


def notes_index(folder: Path) -> list[Source]:
    with (folder / "claims" / "notes.jsonl").open(encoding="utf-8") as file:
        notes = [json.loads(line) for line in file]
    return [
        Source(
            note["id"], note["title"], (Part(tuple(each["text"] for each in note["sentences"])),), date=note["as_of"]
        )
        for note in notes
    ]


@pytest.mark.parametrize(
    ("name", "least", "least_declined"), [("own", 0.75, 0.6), ("dev", 0.75, 0.6), ("more", 0.6, 0.4)]
)
def test_questions_on_the_notes_are_answered_or_declined(
    shared: Path,
    tmp_path: Path,
    embedder: Embedder,
    reader: Reader,
    name: str,
    least: float,
    least_declined: float,
) -> None:
    """A floor well below what is reached, so that a change that breaks answering is seen."""
    path = {
        "own": Path(__file__).parent / "own_questions.jsonl",
        "more": Path(__file__).parent / "more_questions.jsonl",
        "dev": shared / "questions" / "questions_dev.jsonl",
    }[name]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with index_of(tmp_path, embedder, notes_index(shared)) as snapshot:
        given = {row["id"]: answer(snapshot, embedder, reader, row["question"]) for row in rows}
        for each in given.values():
            check_citations(snapshot, each)
    answerable = [row for row in rows if row["answers"]]
    right = sum(any(text.lower() in given[row["id"]].text.lower() for text in row["answers"]) for row in answerable)
    declined = sum(given[row["id"]].abstained for row in rows if not row["answers"])
    assert right / len(answerable) >= least
    assert declined / (len(rows) - len(answerable)) >= least_declined


FALL = (
    source("note.txt", "Accidents", "The Soviet Union paid Canada three million dollars for the fall of Cosmos 954."),
    source(
        "essay.txt", "Essay", "The Soviet Union paid Canada six million dollars over Cosmos 954.", tier="unverified"
    ),
    source(
        "moon.txt",
        "Moon Agreement",
        "Saudi Arabia gave notice of withdrawal on 5 January 2023.",
        "Under Article 20 that withdrawal took effect a year later.",
        "It was the first time a State left one of the space treaties.",
    ),
)


def test_a_reference_document_answers_before_a_closer_one_that_is_none(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    question = "How much did the Soviet Union pay Canada over Cosmos 954?"
    with index_of(tmp_path, embedder, FALL) as snapshot:
        given = answer(snapshot, embedder, reader, question)
        alone = answer(snapshot, embedder, reader, question, filters=Filters(tier="unverified"))
    assert [citation.doc_id for citation in given.citations] == ["note.txt"]
    assert [citation.doc_id for citation in alone.citations] == ["essay.txt"]


def test_sentences_that_refer_back_come_with_the_one_that_names_who_is_asked_for(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    with index_of(tmp_path, embedder, FALL) as snapshot:
        given = answer(snapshot, embedder, reader, "Which State was the first to leave one of the space treaties?")
        check_citations(snapshot, given)
    assert [sentence.text.split()[0] for sentence in given.sentences] == ["Saudi", "Under", "It"]


STARTS = (
    source(
        "ost.txt",
        "Outer Space Treaty",
        "The Outer Space Treaty was opened for signature in January 1967.",
        "It entered into force on 10 October 1967.",
    ),
    source(
        "moon.txt",
        "Moon Agreement",
        "The Moon Agreement entered into force on 11 July 1984.",
        "Most of its parties are parties to the Outer Space Treaty as well.",
    ),
    source(
        "accords.txt",
        "Artemis Accords",
        "The full title of the Artemis Accords speaks of principles for cooperation.",
        "Section 9 is about the heritage of historic landing sites.",
        "Section 10 is about resources.",
    ),
)


def test_another_instruments_date_is_no_contradiction(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with index_of(tmp_path, embedder, STARTS) as snapshot:
        given = answer(snapshot, embedder, reader, "When did the Outer Space Treaty enter into force?")
    assert given.conflict is None
    assert "10 October 1967" in given.text
    assert "1984" not in given.text


def test_a_section_is_answered_by_the_sentence_on_it(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with index_of(tmp_path, embedder, STARTS) as snapshot:
        given = answer(snapshot, embedder, reader, "What does Section 9 of the Artemis Accords cover?")
    assert given.text == "Section 9 is about the heritage of historic landing sites."


def test_a_figure_that_the_evidence_lacks_is_not_answered(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with index_of(tmp_path, embedder, STARTS) as snapshot:
        given = answer(snapshot, embedder, reader, "Was the Outer Space Treaty opened for signature in 1969?")
    assert given.abstained


def test_a_thing_with_a_longer_name_is_another_one(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    texts = (
        source(
            "c.txt",
            "Coasts",
            "The Coastal Data Centre is located in Aarhus, Denmark.",
            "It has served the fleet since 2004.",
        ),
        source("e.txt", "Schools", "A separate body, the Coastal Data Centre of Excellence, is in Bergen, Norway."),
    )
    with index_of(tmp_path, embedder, texts) as snapshot:
        given = answer(snapshot, embedder, reader, "Where is the Coastal Data Centre located?")
    assert "Aarhus" in given.text
    assert "Bergen" not in given.text
