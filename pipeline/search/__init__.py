"""Search: passages for queries, by meaning and by words, with what each ranker said."""

from pipeline.search.distinct import distinct
from pipeline.search.highlight import highlight
from pipeline.search.hybrid import search
from pipeline.search.provisions import NamedInstruments, find_instruments
from pipeline.search.rerank import Ranker
from pipeline.search.run import rank_documents, trec_lines
from pipeline.search.wording import spell_out

__all__ = [
    "NamedInstruments",
    "Ranker",
    "distinct",
    "find_instruments",
    "highlight",
    "rank_documents",
    "search",
    "spell_out",
    "trec_lines",
]
