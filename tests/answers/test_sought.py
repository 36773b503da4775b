"""Whether a sentence holds what a question asks for."""

import pytest

from pipeline.answers.questions import read_question
from pipeline.answers.sought import gives
from pipeline.answers.words import find_words


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("When was it signed?", "It was signed on 3 May 1970.", True),
        ("When was it signed?", "It was signed in March 1970.", True),
        ("When was it signed?", "It was signed in the 19th century.", True),
        ("When was it signed?", "It was signed in Geneva by 30 States.", False),
        ("How many States are party to it?", "The convention has resolution 77/41 behind it.", False),
        ("How much did it pay?", "The satellite Iridium 33 was hit.", False),
        ("Which country proposed it?", "It was adopted on 7 December 2020.", False),
        ("Which country proposed it?", "Peru proposed it.", True),
        ("Which country proposed it?", "It was a Peruvian draft.", True),
        ("Which country proposed it?", "The General Assembly adopted it.", False),
        ("Which country left the treaty after Peru?", "Peru left the treaty.", False),
        ("Until when can it be signed?", "It is open without a closing date.", True),
        ("By when must it be told?", "There is no fixed deadline for that.", True),
        ("When was it signed?", "There is no fixed deadline for that.", False),
        ("When may a party leave?", "A party may leave one year after it has told the others.", True),
        ("When does a State warn the others?", "It shall warn them without delay.", True),
        ("When may a party leave?", "Every party may leave the treaty.", False),
        ("When did a party leave?", "A party left after it had told the others.", False),
        ("By when must it be told?", "It shall be told upon request.", False),
        ("How long did the outage last?", "The outage went on for about a week.", True),
        ("How long did the outage last?", "The outage was told to users.", False),
        ("How much money did they collect?", "They collected 300,000 dollars.", True),
        ("How much money did they collect?", "They reached 150 countries.", False),
        ("Why did Peru leave?", "Peru left on 3 May 1970.", False),
        ("Why did Peru leave?", "Peru left over the rights of fishers.", True),
        ("Why did Peru leave?", "Peru said that it had no use for it.", True),
        ("How often has it been used?", "The only claim ever made under it was paid.", True),
        ("How often has it been used?", "Talks may go on for a year.", False),
        ("When was the 1967 treaty signed?", "The 1967 treaty was signed in Moscow.", False),
        ("How many parties are there?", "It has 115 parties.", True),
        ("How many parties are there?", "It has a dozen parties.", True),
        ("How many parties are there?", "Parties met on 3 May 1970.", False),
        ("How many articles are there?", "Article 5 speaks of help.", False),
        ("How often was it invoked?", "It was invoked once.", True),
        ("How often was it invoked?", "It was invoked by the council.", False),
        ("Who led the talks?", "The talks were led by Anna Example.", True),
        ("Who led the talks?", "The talks ended on 3 May.", False),
        ("Who led the NATO talks?", "The NATO talks went on.", False),
        ("Where is it?", "It is based in Ramstein.", True),
        ("Where is it?", "It is based on trust.", False),
        ("Which article bans it?", "Article IV bans it.", True),
        ("Which article bans it?", "The treaty bans it.", False),
        ("Why did it fail?", "It failed because of a veto.", True),
        ("What is it?", "A body.", True),
    ],
)
def test_a_sentence_gives_what_the_kind_of_question_asks_for(question: str, sentence: str, expected: bool) -> None:
    assert (gives(read_question(question), sentence, find_words(sentence)) > 0.0) == expected


def test_a_number_before_what_is_counted_is_worth_more_than_any_number() -> None:
    question = read_question("How many articles does it have?")
    plain, other = (gives(question, text, find_words(text)) for text in ("It has ten articles.", "It has 3 annexes."))
    assert plain > other > 0.0
