"""Reading a question: its kind, its terms and what it counts."""

import pytest

from pipeline.answers.questions import Kind, numbered_articles, read_question
from pipeline.answers.words import find_words


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did it enter into force?", "date"),
        ("Since when has it been in force?", "date"),
        ("In what year was it signed?", "date"),
        ("On which day was the vote?", "date"),
        ("What happened when the treaty ended?", "open"),
        ("Who is the depositary?", "name"),
        ("By whom was it drafted?", "name"),
        ("Which rocket carried it?", "name"),
        ("Which of these is banned?", "open"),
        ("Where is the centre?", "place"),
        ("In which city does it meet?", "place"),
        ("Under which jurisdiction does it fall?", "place"),
        ("Which country left it?", "state"),
        ("Which State was the last to ratify it?", "state"),
        ("Who may sign it?", "open"),
        ("How soon does it end?", "number"),
        ("What is the altitude of the orbit?", "number"),
        ("What did the project cost?", "open"),
        ("Which five countries signed it first?", "state"),
        ("How many parties does it have?", "number"),
        ("How much did it cost?", "number"),
        ("What percentage was paid?", "number"),
        ("How often was it invoked?", "frequency"),
        ("How many times was it invoked?", "frequency"),
        ("Which article deals with weapons?", "article"),
        ("Why did the draft fail?", "reason"),
        ("How does it work?", "open"),
        ("What does it say about weapons?", "open"),
        ("nuclear weapons", "open"),
        ("I need to know when it entered into force.", "date"),
        ("Can you tell me who drafted it?", "name"),
        ("Please tell me how many parties it has", "number"),
        ("On what grounds did it fail?", "reason"),
    ],
)
def test_kind(question: str, kind: Kind) -> None:
    assert read_question(question).kind == kind


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("When did the convention enter into force?", ["convention", "enter", "force"]),
        ("In which city does the committee meet?", ["committee", "meet"]),
        ("How long may talks last?", ["talks", "last"]),
        ("How many articles does the pact have?", ["articles", "pact"]),
        ("What does Article IV of the Outer Space Treaty say about weapons?",
         ["Article IV of the Outer Space Treaty", "weapons"]),
    ],
)  # fmt: skip
def test_terms_are_what_an_answer_must_be_about(question: str, forms: list[str]) -> None:
    assert [term.form for term in read_question(question).terms] == forms


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Article IV(1) and Article 5", {4, 5}),
        ("Articles 4, 5 and 6 of the Charter", {4, 5, 6}),
        ("Art. VI of the OST", {6}),
        ("under Article XI, and in 1967", {11}),
        ("Articles 4 to 6, art 9 and Arts. II-IV", {2, 3, 4, 5, 6, 9}),
        ("Article 9 to 3", {9}),
        ("Articles VI through VIII, or X", {6, 7, 8, 10}),
        ("Sections 2 & 3, Principle 4", {2, 3, 4}),
        ("Who wrote the article I read on the Moon?", set()),
        ("Article 10 - 20 May", {10}),
        ("article iv, Article 5bis", set()),
        ("the articles in the Treaty, an article a day", set()),
    ],
)
def test_the_articles_that_a_text_names(text: str, numbers: set[int]) -> None:
    assert numbered_articles(text) == numbers


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many Galileo satellites are in orbit?", "satellit"),
        ("How many countries backed it?", "countri"),
        ("How many diesel submarines had it ordered?", "submarin"),
        ("How many people work there?", "peopl"),
        ("How many did it build?", "did"),
        ("When was it built?", None),
    ],
)
def test_what_is_counted_is_the_plural_before_the_verb(question: str, counted: str | None) -> None:
    assert read_question(question).counted == counted


@pytest.mark.parametrize(
    ("form", "verb"), [("withdrew", "withdraw"), ("Withdrawn", "withdraw"), ("took", "takes"), ("sent", "sends")]
)
def test_forms_of_a_verb_are_one_word(form: str, verb: str) -> None:
    assert find_words(form)[0].stem == find_words(verb)[0].stem


def test_what_is_mostly_another_word_stays_itself() -> None:
    assert find_words("left")[0].stem != find_words("leave")[0].stem
