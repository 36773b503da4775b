"""Sentences that cannot be against a claim, and such as can."""

import pytest

from pipeline.claims.lexicon import load_lexicon
from pipeline.claims.reading import Reader
from pipeline.claims.silence import check_silence

FRAMEWORK = "The Harbour Treaty establishes the legal framework of pilotage."


@pytest.mark.parametrize(
    ("evidence", "claim", "silent"),
    [
        ("The Harbour Treaty is the short name of the Treaty on Pilots.", "The Harbour Treaty regulates ports.", True),
        ("The Harbour Treaty is also called the Pilots Treaty.", "The Harbour Treaty regulates ports.", True),
        ("The Harbour Treaty is also called the Pilots Treaty.", "The Harbour Treaty is called the Port Act.", False),
        ("The Harbour Treaty is not called the Port Act.", "The Harbour Treaty is the Port Act.", False),
        ("The Harbour Treaty has nine articles.", "The Harbour Treaty regulates ports.", False),
        ("Article 1 of it opens the ports to all ships without delay.", FRAMEWORK, True),
        ("The Harbour Treaty has nine articles.", "The Harbour Treaty outlines the principles of pilotage.", True),
        ("The Harbour Treaty lays down no principles.", "The Harbour Treaty sets out the principles of it.", False),
        ("The Harbour Treaty has nine articles.", "The Harbour Treaty outlines three principles.", False),
        ("The Harbour Treaty has nine articles.", "The Harbour Treaty sets up a binding framework.", False),
        ("Pilots are paid by the port.", "The Harbour Treaty establishes a court.", False),
        ("Pilots are paid by the port.", "The Harbour Treaty was the first to set a standard.", False),
    ],
)
def test_tells_what_cannot_be_against_a_claim(reader: Reader, evidence: str, claim: str, silent: bool) -> None:
    assert bool(check_silence(reader.read(claim), reader.source(evidence, ()), load_lexicon())) is silent
