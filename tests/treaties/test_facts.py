"""What the registry knows, in sentences."""

import pytest

from pipeline.treaties import facts_of, load_registry


@pytest.mark.parametrize(
    ("treaty_id", "fact"),
    [
        ("OST", "The Outer Space Treaty entered into force on 10 October 1967."),
        ("OST", "The Outer Space Treaty was opened for signature on 27 January 1967 in London, Moscow and Washington."),
        ("OST", "In March 2024, the Outer Space Treaty had 115 parties."),
        ("NEWSTART", "New START was signed on 8 April 2010 in Prague."),
        ("NEWSTART", "New START ceased to be in force on 5 February 2026."),
        ("CTBT", "The Comprehensive Nuclear-Test-Ban Treaty is not in force."),
        ("ARTEMIS", "Section 11 of the Artemis Accords: Deconfliction, safety zones."),
        ("ARTEMIS", "In December 2024, the Artemis Accords had 52 signatories."),
    ],
)
def test_a_fact_is_said_as_exactly_as_it_is_known(treaty_id: str, fact: str) -> None:
    assert fact in facts_of(load_registry().instruments[treaty_id])


def test_every_instrument_has_facts_and_each_is_a_sentence() -> None:
    for instrument in load_registry().instruments.values():
        facts = facts_of(instrument)
        assert facts, instrument.id
        assert all(fact.endswith(".") and fact[0].isupper() and "None" not in fact for fact in facts), instrument.id


def test_political_commitments_do_not_enter_into_force() -> None:
    assert not any("entered into force" in fact for fact in facts_of(load_registry().instruments["ARTEMIS"]))
