"""Provisions that belong to something else: another instrument, a law, a paper, or the text at hand itself.

All patterns are matched at a known place against cleaned text, and every repetition in them is bounded.
"""

import re
from collections.abc import Sequence

from pipeline.treaties import grammar
from pipeline.treaties.citations import Citation
from pipeline.treaties.pinpoints import Pinpoint
from pipeline.treaties.units import Joinable, Name, Other

_CITING = ("art ", "art.", "arts")
# Whose provisions are those of the instrument that they bring to mind, though they are not written as acronyms.
_NOT_OWNERS = frozenset({"Nato", "alliance", "Alliance"})

_FOREIGN_AFTER = re.compile(
    rf",? of\b(?! (?:it|them|which|both|course|necessity|itself|late|interest|importance|note|relevance|the {grammar.RANKED})\b)"
    r"(?! (?:an?|any) (?!(?:[\w-]+ ){0,3}(?:agreements?|contracts?|treat(?:y|ies)|"
    r"conventions?|leases?|constitutions?|statutes?|by-?laws?|rules?|regulations?|acts?|laws?|codes?|charters?|polic(?:y|ies)|"
    r"plans?|reports?|resolutions?|decrees?|directives?|ordinances?|terms|deeds?|wills?|manuals?|handbooks?|guidelines?|"
    r"orders?|bills?|memorand(?:um|a)|magazines?|newspapers?|journals?|papers?|books?|texts?|drafts?|documents?|protocols?|"
    r"accords?|pacts?|covenants?|licen[cs]es?|polic(?:y|ies)|articles?|sections?|series|studies|study)\b))"
)
"""After a provision: it belongs to something, and that something is no instrument that was recognised.

"Article 51 of an armed attack" is what the article speaks of, no such thing.
"""
_HOLDER_GAP = (
    r"(?:,? ?\((?:above |supra )?(?:nn?|note|fn)\.? ?[0-9]{1,4}\)|,? (?:supra|above) (?:note|n)\.? ?[0-9]{1,4})?,? ?"
)
_ACRONYM_AFTER = re.compile(
    rf",? (?!{grammar.NO_INSTRUMENTS}(?!\w))"
    r"[A-Z][A-Za-z]{0,4}[A-Z](?![\w'-])"
)
"""After a provision: the acronym of an instrument that is none of ours ("Article 5 ECHR", "Art. 50 TEU")."""
_ACRONYM_BEFORE = re.compile(
    rf"(?<![\w.'-])(?!{grammar.NO_INSTRUMENTS}(?!\w))[A-Z][A-Za-z]{{0,4}}[A-Z](?P<gap>{_HOLDER_GAP})\Z"
)
"""Before a provision: the same ("ECHR art 6", "TEU (n 3) art 5")."""
_ACT_BEFORE = re.compile(
    r"(?:(?<!\w)(?:Regulation|Directive|Decision|REGULATION|DIRECTIVE) (?:\([A-Z, ]{2,12}\) )?(?:No\.? )?[0-9]{2,4}/[0-9]{1,4}(?:/[A-Z]{2,8})?|"
    r"(?<!\w)[A-Z]\w+ Act(?:,? (?:of )?[0-9]{4})?(?: \([A-Za-z. ]{2,20}\))?|"
    r"(?<!\w)(?:ARSIWA|Articles on (?:State Responsibility|(?:the )?Responsibility of [\w ]{3,60}))(?: ?\([A-Z]{3,7}\))?)[,:]? \Z"
)
"""Before a provision: a law that has it ("Regulation (EU) 2021/696, Article 3", "Space Industry Act 2018, section 12")."""
_IN_BRACKET = re.compile(r"(?: (?:on|for|of|against|to)(?: [a-z-]{2,20}){1,6})? \((?:see )?")
"""Between the name of an instrument that is none of ours and its provision in a bracket, whatever is said of the two."""
_BEHIND_HOLDER = re.compile(_HOLDER_GAP)
"""Between the name of an instrument and its provision."""
_LAWS = r"(?:constitution|Constitution|Basic Law|law|Law|act|Act|bill|Bill|statute|decree|Decree|ordinance|Ordinance|directive|Directive|code)"
_PAPER_AS_SUBJECT = re.compile(
    r"\W{0,3}(?:The|A|An|Its|Their|His|Her|Our|[A-Z][\w-]*'s?) (?!(?:[\w'-]+ ){0,3}(?:international|customary|humanitarian|treaty|"
    rf"space|case|natural) law\b)(?:(?:[\w'-]+ ){{1,4}}?{_LAWS}|(?:[\w'-]+ ){{0,4}}?(?:contract|lease|constitution|Constitution|"
    r"by-?laws))\b(?! of\b)"
)
_ENACTED = re.compile(
    rf"(?<!\w)(?:passed|adopted|enacted|promulgated|signed) (?:an?|its|the|their|new) (?:[\w-]+ ){{0,4}}?(?:{_LAWS}|contract|lease)\b"
)
"""In a sentence: a law or a paper that is no instrument, and that the next provision may be of."""
_SUBJECT = re.compile(r"\W{0,3}(?:(?:The|A|An|Its) )?(?:[A-Z][\w'.-]{0,30} (?:(?:and|of|on|for) )?){0,6}")
"""From the beginning of a sentence to the noun that it is about."""
_TITLE_WORDS = (
    r"(?: (?:of|on|for|against|to|with|relating to|relative to|concerning|regarding|respecting|between|among|establishing)"
    r"(?: (?:of|on|for|and|or|the|in|to|its|by|all|other|certain|their|[A-Z][\w'.-]{0,30}|[12][0-9]{3})){0,20})"
)
_TITLE_REST = re.compile(
    rf"{_TITLE_WORDS}? (?:[A-Z][\w'.-]{{0,30}}|of [12][0-9]{{3}}|\((?:[12][0-9]{{3}}|[A-Z][A-Za-z]{{1,7}})\)){_HOLDER_GAP}"
)
"""Between the noun of a title that is none of ours and its provision: the rest of the title ("on Consular Relations, ")."""
_TITLE_TO_NAME = re.compile(rf"{_TITLE_WORDS}?(?: to| of| on| under)(?: the)? ")
"""The same up to one of our names within the title ("Protocol on Environmental Protection to the Antarctic Treaty")."""
_TITLE_AFTER = re.compile(
    rf" (?!(?:{'|'.join(sorted(grammar.NOT_A_MODIFIER))}) )"
    r"(?:[A-Z][\w'-]{1,20} ){1,5}(?:Convention|Treaty|Statute|Covenant|Agreement|Protocol|Charter|Pact|Act|Constitution|"
    r"Declaration|Law|Code|Directive|Regulation)\b"
)
"""After a provision: the title of an instrument that is none of ours ("Art. 6 Rome Statute")."""
_HOLDER_LEAD = 60
_APART = re.compile(r"(?<!\w)(?i:unlike|like|besides?|beyond|compared (?:to|with)|as (?:in|with))\b[^,.;]{0,60}\Z")
"""Before the name of an instrument, within its clause: what is said of another one comes next."""
_CLAUSE_OF_PAPER = re.compile(
    r"(?<!\w)(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Oo]ur|[A-Z][\w-]*'s) (?:[\w'-]+ ){0,4}?(?:contract|lease|policy|constitution|"
    r"Constitution|Basic Law|by-?laws|statute|Act|regulation|directive|bill|Bill|Draft Articles|draft articles|charter party)\b"
    r"[^.;:\n]{0,90}\Z"
)
"""Before a provision, in its clause: a paper that is no instrument ("the contract provides in Article 11")."""
_WITHIN = re.compile(r"(?:(?<!\w)(?:[Ii]n|[Bb]y|[Ii]ts|[Tt]heir) |\((?:[Ss]ee )?)\Z")
"""Right before a provision: it is one of what the clause is about."""
_PAPERS = (
    r"(?:[Aa]rticle|[Pp]aper|[Rr]eport|[Cc]hapter|[Bb]ook|[Tt]hesis|[Nn]ote|[Ee]ssay|[Ss]tudy|[Bb]rief(?:ing)?|[Mm]emo)"
)
_OF_THIS_PAPER = re.compile(
    r"(?<!\w)(?P<head>[Ss]ection|[Cc]hapter|[Pp]art) (?:[0-9]{1,2}|[IVX]{1,5})(?: and [IVX0-9]{1,4})?,? "
    rf"(?:of (?:this|the present|our) {_PAPERS}|above\b|below\b|infra\b|supra\b|concludes?\b|turns? to\b|looks? at\b|"
    r"reviews?\b|examines?\b|surveys?\b|summari[sz]es\b|analy[sz]es\b|explores\b|compares\b|traces\b|evaluates\b|assesses\b|"
    r"argues\b|applies (?:it|this|these|them)\b|asks (?:how|what|whether|why)\b|draws (?:lessons|conclusions)\b|"
    r"(?:sets out|introduces|presents|outlines|discusses) the (?:[A-Z][\w.-]{1,20} ){0,4}(?:Accords|Treaty|Convention|Agreement|"
    r"Protocol|Charter)\b|we )"
)
"""A division of the text's own: whoever writes so of one section writes so of the others."""
_CLAUSE_LEAD = 300
_PAPER_BEFORE = re.compile(
    r"(?<!\w)(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Oo]ur|[Hh]is|[Hh]er|\w+'s) (?:[a-z]+ )?(?:policy|contract|lease|licen[cs]e|"
    r"by-?laws|constitution|Constitution|Basic Law|warranty|rulebook|handbook|manual|report|memo|statutes|tender|invoice|permit|"
    r"code of conduct|house rules)|\w+'s charter)(?: itself)?,? "
    r"(?:(?:in|under|at|by) )?(?:its )?\Z"
)
_PAPER_LEAD = 60
"""Before a provision: the paper whose it is, that is no instrument ("The policy itself, in Article 3")."""
_POSSESSOR_BEFORE = re.compile(r"(?P<owner>[\w.-]{2,40})'s? \Z")
"""Before a provision: whose it is ("Japan's Article 9")."""


def is_about_paper(text: str, start: int, end: int) -> bool:
    """Whether the sentence there is about a law or a paper ("Luxembourg passed a law in 2017")."""
    return _PAPER_AS_SUBJECT.match(text, start, end) is not None or _ENACTED.search(text, start, end) is not None


def is_subject(text: str, start: int, at: int) -> bool:
    """Whether what stands at `at` is what the sentence that begins at `start` is about, by its name with capitals."""
    return _SUBJECT.fullmatch(text, start, at) is not None


def divisions_of_paper(text: str) -> frozenset[str]:
    """The divisions ("section") that a paper has itself, as what it says of one of them shows."""
    return frozenset(match["head"].lower() for match in _OF_THIS_PAPER.finditer(text))


def is_in_title_of_another(text: str, units: Sequence[Joinable], at: int) -> bool:
    """Whether a name at that place is part of the title of an instrument that is none of ours ("Protocol to the NPT")."""
    previous = units[at - 1] if at and isinstance(units[at], Name) else None
    return isinstance(previous, Other) and _TITLE_TO_NAME.fullmatch(text, previous.end, units[at].start) is not None


def is_in_clause_of_paper(text: str, start: int) -> bool:
    """Whether the clause before a provision is about a law or a paper ("Luxembourg's statute opens with Article 1").

    Behind a comma, something else may be spoken of.
    """
    clause = _CLAUSE_OF_PAPER.search(text, max(0, start - _CLAUSE_LEAD), start)
    return clause is not None and "," not in clause[0]


def is_foreign(text: str, units: Sequence[Joinable], at: int) -> bool:
    """Whether words beside the provision at that place give it to something that is no instrument of ours."""
    pinpoint = units[at]
    previous = units[at - 1] if at else None
    if _FOREIGN_AFTER.match(text, pinpoint.end) or _TITLE_AFTER.match(text, pinpoint.end):
        return True
    if not text[pinpoint.start : pinpoint.start + 7].isupper():
        if _ACRONYM_AFTER.match(text, pinpoint.end):
            return True
        lead = text[max(0, pinpoint.start - _HOLDER_LEAD) : pinpoint.start]
        acronym = _ACRONYM_BEFORE.search(lead)
        # "COPUOS, Article IX ..." is no citation: a body may stand there, of which something else is said next.
        if (
            acronym is not None
            and ("," not in acronym["gap"] or text[pinpoint.start : pinpoint.start + 4].lower() in _CITING)
            and (previous is None or previous.end <= pinpoint.start - len(acronym[0]))
        ):
            return True
        if _ACT_BEFORE.search(lead):
            return True
    paper = _PAPER_BEFORE.search(text, max(0, pinpoint.start - _PAPER_LEAD), pinpoint.start)
    if paper is not None and not _is_apart(text, paper.start()):
        return True
    if _is_of_another(text, units, at):
        return True
    owner = _POSSESSOR_BEFORE.search(text[max(0, pinpoint.start - 44) : pinpoint.start])
    if owner is None:
        return False
    ours = previous is not None and 0 <= pinpoint.start - previous.end <= len(owner[0]) - len(owner["owner"])
    return not ours and owner["owner"].upper() != owner["owner"] and owner["owner"] not in _NOT_OWNERS


def in_clause_of_another(text: str, units: Sequence[Joinable], at: int) -> bool:
    """Whether the clause of a provision is about an instrument that is none of ours ("... sets it in Article 3")."""
    start = units[at].start
    if not _WITHIN.search(text, max(0, start - 12), start):
        return False
    low = max(0, start - _CLAUSE_LEAD)
    low = max((match.end() for match in grammar.SENTENCE_END.finditer(text, low, start)), default=low)
    for previous in reversed(units[max(0, at - 6) : at]):
        if previous.start < low:
            break
        if isinstance(previous, Other):
            return not _is_apart(text, previous.start)
        if not isinstance(previous, Pinpoint) and not (isinstance(previous, Citation) and not previous.treaty_ids):
            low = previous.end
            break
    return _CLAUSE_OF_PAPER.search(text, low, start) is not None


def _is_of_another(text: str, units: Sequence[Joinable], at: int) -> bool:
    """Whether the name of an instrument that is none of ours stands right before a provision, cited or not."""
    end = units[at].start
    for place in range(at - 1, max(-1, at - 4), -1):
        previous = units[place]
        if isinstance(previous, Other) and _IN_BRACKET.fullmatch(text, previous.end, end):
            return True
        if isinstance(previous, Other) and _TITLE_REST.fullmatch(text, previous.end, end):
            return not _is_apart(text, previous.start)
        if not _BEHIND_HOLDER.fullmatch(text, previous.end, end):
            return False
        if isinstance(previous, Other):
            return not _is_apart(text, previous.start)
        if not isinstance(previous, Citation) or previous.treaty_ids:
            return is_in_title_of_another(text, units, place)
        end = previous.start
    return False


def _is_apart(text: str, start: int) -> bool:
    """Whether what follows is set against the instrument or paper there ("Unlike the Kyoto Protocol, Article VI ...")."""
    return _APART.search(text, max(0, start - _PAPER_LEAD), start) is not None
