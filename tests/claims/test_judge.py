"""A table of claims and evidence with the verdict that a careful reader gives, all sentences our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims import judge, verify_pair, verify_pairs
from pipeline.data import VERDICTS, Claim, Evidence
from pipeline.entailment import load_entailment
from pipeline.language import Language
from pipeline.settings import load_settings

S, R, N = "supported", "refuted", "not_enough_info"

# (evidence, claim, verdict)
TABLE = [
    # dates
    ("The Harbour Treaty entered into force on 3 May 1921.", "The Harbour Treaty entered into force on 3 May 1921.", S),
    ("The Harbour Treaty entered into force on 3 May 1921.", "The Harbour Treaty entered into force in 1921.", S),
    (
        "The Harbour Treaty entered into force on 3 May 1921.",
        "The Harbour Treaty entered into force on 9 July 1920.",
        R,
    ),
    (
        "The Harbour Treaty was opened for signature on 9 July 1920 and entered into force on 3 May 1921.",
        "The Harbour Treaty entered into force on 9 July 1920.",
        R,
    ),
    ("The Harbour Treaty was signed in Oslo.", "The Harbour Treaty was signed in 1920.", N),
    ("The Harbour Treaty was signed in 1920.", "The Harbour Treaty entered into force in 1920.", N),
    # numbers
    ("The convention has 28 articles.", "The convention has 28 articles.", S),
    ("The convention has 28 articles.", "The convention has 30 articles.", R),
    ("The convention has 28 articles.", "The convention has 28 parties.", N),
    ("Article 9 has been invoked once.", "Article 9 has been invoked twice.", R),
    ("The resolution passed with 155 votes.", "The resolution passed with more than 100 votes.", S),
    ("In March it had 40 parties, while 12 further States had signed.", "In March 40 States were parties.", N),
    ("In March it had 40 parties, while 12 further States had signed.", "In March it had 12 parties.", R),
    # before and after
    ("The pact was signed on 3 May 1921.", "The pact was signed before 1920.", R),
    ("The pact was signed on 3 May 1921.", "The pact was signed before 1930.", S),
    ("In May 1921 the league had ten members.", "The league had ten members before 1920.", N),
    ("Norway founded the network after the war.", "Norway founded the network before the war.", R),
    # names and holders
    ("The hut was designed by Anna Holm and painted by Olav Lund.", "The hut was designed by Olav Lund.", R),
    ("General Anna Holm commanded the fleet.", "The fleet was commanded by Norway.", N),
    ("The ferry is a small ship run by Norway.", "The ferry is run by Chile.", R),
    ("The council chose Norway to build the tower.", "Chile was chosen to build the tower.", R),
    ("The council chose Norway to build the tower.", "Chile was chosen to paint the bridge.", N),
    ("The Director General of the Harbour Office is the depositary.", "Norway is the depositary.", R),
    # roles
    ("Norway manages the port, and Chile trains the crews.", "Chile manages the port.", R),
    ("Norway manages the port, and Chile trains the crews.", "Chile trains the crews.", S),
    ("Norway manages the port, and Chile trains the crews.", "Ghana trains the boats.", N),
    ("Norway attacked Chile in May.", "Chile attacked Norway in May.", R),
    ("Norway met Chile in May.", "Chile met Norway in May.", N),
    ("The office moved from Oslo to Lisbon.", "The office moved from Lisbon to Oslo.", R),
    ("The office moved from Oslo to Lisbon.", "The office moved to Lisbon.", S),
    (
        "Article 3 of the Outer Space Treaty bans the sale of maps.",
        "The Outer Space Treaty allows the sale of maps.",
        R,
    ),
    ("The pact bans the possession of mines.", "The pact allows its members to possess mines.", R),
    ("The judges cannot be dismissed.", "The judges may be dismissed.", R),
    ("The judges may be dismissed.", "The judges are dismissed.", N),
    ("The pact entered into force on 3 May 1921.", "The pact has been in force since 1920.", R),
    ("The pact entered into force on 3 May 1921.", "The pact is no longer in force.", N),
    # whose it is
    ("The race was a Danish contest on the ice.", "The race was a contest of Norway.", R),
    ("The Danish boat carried wheat.", "The Norwegian boat carried wheat.", N),
    ("The Danish boat carried wheat.", "The boat carried wheat.", S),
    # where something happened
    (
        "The Harbour Treaty was adopted in Oslo in May 1920 and opened for signature in Lisbon in July 1920.",
        "The Harbour Treaty was adopted in Lisbon in May 1920.",
        R,
    ),
    ("The Harbour Treaty was signed in Oslo.", "The Harbour Treaty was signed in Norway.", S),
    ("The Harbour Treaty was signed in Oslo.", "The Harbour Treaty was signed in the capital of Norway.", S),
    ("The Harbour Treaty was signed in Bergen.", "The Harbour Treaty was signed in the capital of Norway.", N),
    ("The Harbour Treaty was signed in Mistby.", "The Harbour Treaty was signed in Norway.", N),
    ("The Lisbon office keeps no ships.", "The Harbour Treaty is in Lisbon.", N),
    ("The Harbour Treaty is in Lisbon.", "The Harbour Treaty is in Lisbon.", S),
    ("The Harbour Treaty was signed in Oslo.", "The Harbour Treaty was signed in Portugal.", R),
    ("The court sits in Hamburg.", "The court sits in Portugal.", R),
    ("The court has its seat in Hamburg.", "The court sits in Lisbon.", R),
    ("The court has its seat in Hamburg.", "The court has its seat in Hamburg.", S),
    ("The court has ships in Hamburg.", "The court sits in Lisbon.", N),
    (
        "The Harbour Treaty was adopted in Lisbon on 30 May 1920 and opened for signature in Oslo on 3 July 1920.",
        "The Harbour Treaty was opened for signature in Lisbon.",
        R,
    ),
    (
        "The Harbour Treaty was adopted in Lisbon on 30 May 1920 and opened for signature in Oslo on 3 July 1920.",
        "The Harbour Treaty was opened for signature in Oslo.",
        S,
    ),
    ("The Harbour Treaty was signed in Oslo.", "The Harbour Treaty was drafted in Lisbon.", N),
    ("The council meets in Oslo and in Lisbon.", "The council meets in Lisbon.", S),
    ("Norway, Chile and Ghana founded the network in 2003.", "Ghana founded the network in 2003.", S),
    ("The agency is led by Norway.", "The agency is led by Chile.", R),
    ("The Secretary-General is the depositary of the convention.", "Norway is the depositary of the convention.", R),
    ("The seat of the court is in Hamburg.", "The court is in Lisbon.", N),
    ("Chile signed the pact in 2003.", "Norway signed the pact in 2003.", N),
    ("The observatory is located in Chile.", "The observatory is located in Norway.", R),
    # negation and opposites
    ("Norway did not ratify the pact.", "Norway ratified the pact.", R),
    ("Norway ratified the pact.", "Norway did not ratify the pact.", R),
    ("Neither Norway nor Chile is a party to the pact.", "Chile is a party to the pact.", R),
    ("Norway and Chile signed the pact but did not ratify it.", "Chile ratified the pact.", R),
    ("Norway has neither signed nor ratified the pact.", "Norway signed the pact but did not ratify it.", R),
    ("Norway has neither signed nor ratified the pact.", "Norway did not ratify the pact.", S),
    ("The pact bans mines.", "The pact does not ban mines.", R),
    ("The pact prohibits mines.", "The pact bans mines.", S),
    ("The pact allows mines.", "The pact bans mines.", R),
    ("The code is not legally binding.", "The code is legally binding.", R),
    ("The code is not legally binding.", "The code is not legally binding.", S),
    ("There is no ship waiting in the harbour.", "A ship is waiting in the harbour.", R),
    ("The group ended in May without a joint report.", "The group ended in May with a joint report.", R),
    ("The pact was signed with reservations.", "The pact was signed without reservations.", R),
    ("The group ended in May with a joint report.", "The group ended in May with a joint report.", S),
    ("The group ended in May without a budget.", "The group ended in May with a joint report.", N),
    ("Norway voted against the motion and Chile abstained.", "Chile voted against the motion.", R),
    ("Norway voted against the motion and Chile abstained.", "Norway voted against the motion.", S),
    ("Norway voted in favour of the motion.", "Norway voted against the motion.", R),
    ("Norway abstained on the motion.", "Norway voted for the motion.", R),
    # a verb that is said once
    ("Norway joined in 1990, Chile in 1991 and Ghana in 1993.", "Ghana joined in 1993.", S),
    ("Norway joined in 1990, Chile in 1991 and Ghana in 1993.", "Ghana joined in 1990.", R),
    # scope, hedges, manner
    ("The pact bans sea mines.", "The pact bans all mines.", N),
    ("The pact may ban mines.", "The pact bans mines.", N),
    ("Some members approved the budget.", "All members approved the budget.", N),
    ("The motion passed with two votes against it.", "The motion passed unanimously.", R),
    ("The council has no serious objection to the plan.", "The council has no objection to the plan.", N),
    ("If Chile signs, the pact bans mines.", "The pact bans mines.", N),
    ("All ships may be inspected by any member.", "Only members may inspect ships.", N),
    ("Every member could obtain the maps.", "Only the chair could obtain the maps.", R),
    ("The chair could obtain the maps.", "Only the chair could obtain the maps.", N),
    (
        "States that are not members of the league may send a delegate.",
        "Only members of the league may send a delegate.",
        R,
    ),
    ("The pact lets parties fly unarmed aircraft.", "The pact lets parties fly armed aircraft.", R),
    ("The pact does not mention unarmed aircraft.", "The pact lets parties fly armed aircraft.", N),
    ("Neither Norway nor Chile nor Ghana is a party to the pact.", "Chile never became a party to the pact.", S),
    ("The league is not a body of the United Nations.", "The league is an agency of the United Nations.", R),
    ("The pact remains in force for Norway.", "The pact is no longer in force for Norway.", R),
    # words that are not covered
    ("The ship carried wheat.", "The ship carried wheat and steel.", N),
    ("The book was written by Anna Holm.", "The book was translated by Anna Holm.", N),
    ("The hall has a green roof.", "The hall has a brown roof.", N),
    ("The weather was fine.", "The pact bans mines.", N),
    # articles
    (
        "Article IV of the Outer Space Treaty bans nuclear weapons in orbit.",
        "Article IV of the Outer Space Treaty bans nuclear weapons in orbit.",
        S,
    ),
    (
        "Article IV of the Outer Space Treaty bans nuclear weapons in orbit.",
        "Article VI of the Outer Space Treaty bans nuclear weapons in orbit.",
        R,
    ),
    ("Protocol II bans mines.", "Protocol I bans mines.", R),
    ("Phase 2 began in May.", "Phase 2 began in May.", S),
    # what stands before tells what a pronoun means
    (
        "The Harbour Treaty has nine articles. It entered into force in 1921.",
        "The Harbour Treaty entered into force in 1921.",
        S,
    ),
    ("The Harbour Treaty has nine articles. It does not mention mines.", "The Harbour Treaty mentions mines.", R),
]


@pytest.mark.parametrize(("evidence", "claim", "verdict"), TABLE)
def test_judges_pairs_as_a_careful_reader_does(language: Language, evidence: str, claim: str, verdict: str) -> None:
    found = verify_pair("p", evidence, claim, language=language)
    assert found.label == verdict, found.reasons


@pytest.mark.parametrize(("evidence", "claim", "verdict"), [row for row in TABLE if row[2] != S])
def test_never_supports_what_the_evidence_does_not_say(
    language: Language, evidence: str, claim: str, verdict: str
) -> None:
    assert verify_pair("p", evidence, claim, language=language).label != S


def test_a_date_conflict_is_told_in_full(language: Language) -> None:
    verdict = verify_pair(
        "p",
        "The Outer Space Treaty entered into force on 10 October 1967.",
        "The Outer Space Treaty entered into force on 27 January 1967.",
        language=language,
    )
    assert verdict.label == R
    assert (
        "The claim says 27 January 1967 for 'entered into force' (Outer Space Treaty); the source says 10 October 1967."
        in verdict.reasons
    )


def test_missing_parts_are_named(language: Language) -> None:
    verdict = verify_pair(
        "p", "The ship carried wheat.", "The ship carried wheat to Lisbon in 1990.", language=language
    )
    text = " ".join(verdict.reasons)
    assert verdict.label == N
    assert "Lisbon" in text
    assert "1990" in text


def test_contradicting_sources_are_left_to_a_person(language: Language) -> None:
    evidence = [
        Evidence("a", "a#0-30", 0, 30, "The pact bans mines.", 0.9, "neutral", "reference", title="Pact"),
        Evidence("b", "b#0-30", 0, 30, "The pact does not ban mines.", 0.9, "neutral", "reference", title="Pact"),
    ]
    verdict = judge(Claim("c", "The pact bans mines."), evidence, language)
    assert verdict.label == N
    assert {piece.stance for piece in verdict.evidence} == {"supports", "refutes"}


def test_a_sentence_that_bears_the_whole_claim_outvotes_one_of_another_vote(language: Language) -> None:
    text = "At the spring meeting Norway voted for the motion on ports. Norway voted against, and Chile abstained."
    verdict = verify_pair("p", text, "Norway voted for the motion on ports at the spring meeting.", language=language)
    assert verdict.label == S


def test_offsets_of_evidence_are_into_the_text_that_was_given(language: Language) -> None:
    text = "The weather was fine. The pact bans mines. Nobody objected."
    verdict = verify_pair("p", text, "The pact bans mines.", language=language)
    assert verdict.label == S
    for piece in verdict.evidence:
        assert text[piece.start : piece.end] == piece.text


def test_pairs_come_back_in_order(language: Language) -> None:
    rows = [(str(number), "The pact bans mines.", "The pact bans mines.") for number in range(5)]
    assert [verdict.claim.claim_id for verdict in verify_pairs(rows, language)] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x01", "." * 500, "a" * 50_000])
def test_odd_evidence_gets_an_open_verdict(language: Language, text: str) -> None:
    assert verify_pair("p", text, "The pact bans mines.", language=language).label == N


@settings(max_examples=25, deadline=None)
@given(evidence=st.text(max_size=120), claim=st.text(max_size=80))
def test_any_text_gets_a_verdict_with_a_reason(language: Language, evidence: str, claim: str) -> None:
    verdict = verify_pair("p", evidence, claim, language=language)
    assert verdict.label in VERDICTS
    assert 0.0 <= verdict.confidence <= 1.0
    assert verdict.reasons


@pytest.mark.parametrize(
    ("evidence", "claim", "label", "stance"),
    [
        ("The committee threw out the proposal.", "The committee rejected the proposal.", S, "supports"),
        ("The crew slept through the alarm.", "The crew was awake when the alarm rang.", R, "refutes"),
    ],
)
def test_with_the_entailment_model_it_has_the_last_word_and_says_so(
    language: Language, evidence: str, claim: str, label: str, stance: str
):
    assert verify_pair("p", evidence, claim, language=language).label == N
    read = verify_pair("p", evidence, claim, language=language, entailment=load_entailment(load_settings()))
    assert read.label == label
    assert "entailment model" in read.reasons[0]
    assert read.reasons[1] == "Compared word by word it would be not enough info."
    assert read.evidence[0].stance == stance


def test_pairs_are_judged_in_order_whatever_their_number(language: Language):
    rows = [(str(number), f"The board met {number} times.", f"The board met {number} times.") for number in range(70)]
    found = list(verify_pairs(rows, language, entailment=load_entailment(load_settings())))
    assert [verdict.claim.claim_id for verdict in found] == [str(number) for number in range(70)]
    assert all(0 <= verdict.confidence <= 1 for verdict in found)
