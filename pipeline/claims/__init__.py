"""Claims: the checkable statements of a document, the evidence for and against them, and a verdict with reasons."""

from pipeline.claims.copies import near_duplicates
from pipeline.claims.extract import extract_claims
from pipeline.claims.phrasing import keep_supported
from pipeline.claims.profile import profile
from pipeline.claims.verify import judge, verify, verify_pair, verify_pairs

__all__ = [
    "extract_claims",
    "judge",
    "keep_supported",
    "near_duplicates",
    "profile",
    "verify",
    "verify_pair",
    "verify_pairs",
]
