"""The grammar of references as tables: which words open which expression, and what may stand between the parts.

All patterns are matched at a known place against cleaned text (one kind of dash and quotation mark, single spaces),
and every repetition in them is bounded, so that no input makes them slow.
"""

import re
from collections.abc import Mapping
from typing import Literal

LexemeKind = Literal["name", "head", "noun", "series", "resolution", "symbol", "evoker"]

# --- pinpoints ---------------------------------------------------------------------------------------------------

HEADS: Mapping[str, str] = {
    **dict.fromkeys(("article", "articles", "art", "arts", "artt", "artide", "artides"), "article"),
    **dict.fromkeys(("section", "sections", "sec", "secs", "sect", "§", "§§"), "section"),
    **dict.fromkeys(("chapter", "chapters", "chap", "ch", "chs"), "chapter"),
    **dict.fromkeys(("part", "parts", "pt"), "part"),
    **dict.fromkeys(("paragraph", "paragraphs", "para", "paras", "sub-paragraph", "subparagraph", "¶"), "paragraph"),
}
"""Words before a number, and the division of an instrument that they name."""

PREFIX_OF_DIVISION: Mapping[str, str] = {"article": "", "section": "", "chapter": "ch. ", "part": "part "}
"""What stands before the number of a provision in its normal form."""

MANY = frozenset({"articles", "arts", "artt", "art", "sections", "secs", "§", "§§", "chapters", "chs", "parts"})
"""Heads after which a comma goes on with a list; after the others only a word or dash does."""

PLURAL = frozenset({"articles", "arts", "artt", "sections", "secs", "§§", "chapters", "chs", "parts"})
"""Heads after which more than one number comes."""

NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

_ORDINAL = r"(?P<ordinal>" + "|".join(ORDINALS) + r"|\d{1,2}(?:st|nd|rd|th))"
NUMBER = re.compile(
    r"(?P<number>(?!S[A-Z])[0-9OlIS]{1,4}|[IVXLCl1]{1,8}|[ivxlc]{1,7}|(?i:"
    + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
    + r"))"
    r"(?P<suffix> ?(?:bis|ter|quater)\b|[A-Ea-e](?!\w))?"
    r"(?P<point>[.:][0-9]{1,2}(?![0-9]))?"
    r"(?P<brackets>(?: ?\([0-9]{1,2}\)| ?\([a-z]{1,4}\)| ?\([A-Z]{1,3}\)){0,4})"
    r"(?:(?!\w)|(?=of(?:the)? ))"
)
"""One item of a list of provisions: number, suffix, paragraph after a point or in brackets."""

AFTER_HEAD = re.compile(r"\.? ?(?:[Nn][o0]s?\.? )?")
AFTER_PARAGRAPH_HEAD = re.compile(r"\.? ?")
SEPARATOR = re.compile(
    r" ?(?:(?P<range>-|to\b|through\b|thru\b|until\b)"
    r"|(?P<word>(?:, ?)?(?:and/or|and|or|&|as well as|/))|(?P<comma>[,;])) ?"
    r"(?P<head>(?:[Aa]rticles?|ARTICLES?|[Aa]rts?\.?|§§?|[Ss]ections?|[Cc]hapters?|[Pp]arts?) ?)?"
)
PLURAL_ARTICLES = re.compile(r"(?i:articles|arts)\b")
HEAD_AGAIN = re.compile(r"(?:(?:and|or|&) )?(?<!\w)(?P<head>(?i:articles?|arts?))\b")
GOES_ON_WITHOUT_HEAD = re.compile(r",? (?:and|or|&) (?=[0-9IVX])")
GOES_ON_OF = re.compile(
    r"[0-9IVX]{1,6}(?:\([0-9a-z]{1,4}\)){0,3}"
    r"(?:,? ?(?:and |or )?(?:[Aa]rticles? |[Aa]rts?\.? )?[0-9IVX]{1,6}(?:\([0-9a-z]{1,4}\)){0,3}){0,6}"
    r",? (?:of|to|in) (?:the|that|this) [A-Z]"
)
"""After a comma and a repeated head word: the list goes on to the instrument that all of it belongs to."""
CLOSED_LIST = re.compile(
    r"[0-9IVX]{1,6}(?:\([0-9a-z]{1,4}\))?(?:, [0-9IVX]{1,6}(?:\([0-9a-z]{1,4}\))?){0,6},? (?:and|or|&) "
    r"[0-9IVX]{1,6}(?:\([0-9a-z]{1,4}\)){0,3} (?:of|to) (?:the|this|that) "
)
"""After a head in the singular and a comma: a list that ends in "and IV of the", whose items all belong to it."""
MORE_BRACKETS = re.compile(
    r" ?(?P<separator>-|,|\band|\bor|&|\bto) ?(?P<brackets>\([0-9a-z]{1,4}\)(?:\([0-9a-z]{1,4}\)){0,2})(?!\w)"
)
REPORTER_AFTER = re.compile(
    r" (?:U\. ?N\. ?T\. ?S|UNTS|U\. ?S\. ?[TC]|US[TC]|I\. ?L\. ?M|ILM|L\. ?N\. ?T\. ?S|LNTS|C\. ?F\. ?R|CFR|C\. ?T\. ?S|CTS|"
    r"E\. ?T\. ?S|ETS|T\. ?I\. ?A\. ?S|TIAS|Stat|F\. ?[23]d|Fed\. Reg|I\. ?C\. ?J|[A-Z][a-z]{2,6}\. (?:L|J|Int'l))(?!\w)"
)
"""After a number in a list: it is no further article but the volume of something printed ("art. 5, 34 U.N.T.S. 243")."""
FOLLOWING = re.compile(r" ?(?:ff?|et seqq?)(?!\w)(?:\.(?= (?:of|to|[A-Z])))?")
"""After a number: and the following ones, which it does not name ("Art. 31 ff. VCLT")."""
SENTENCE = re.compile(
    r",? (?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd) (?:sentence|clause|indent)\b,?(?=[ ,.;)]|$)|"
    r",? (?:[sS]|sent|sentences?)\.? ?[0-9](?:(?:-| to | and )[0-9])?(?!\w),?(?=[ ,.;)]|$)"
)
PARAGRAPH_AFTER = re.compile(
    r",? (?:and |at )?(?:(?:" + _ORDINAL + r" (?:sub-?)?paragraph\b)|"
    r"(?P<head>(?:[Ss]ub-?)?[Pp]aragraphs?|[Ss]ub-?paras?\.?|[Pp]aras?\.?|[Pp]aragraphe|[Pp]ar\.|[Cc]l(?:auses?|s?\.)|lit\.|letter|point|al\.|alinéas?|Abs\.|¶¶?) ?)"
    r"|,? ?(?P<sign>§) ?"
)
_PARAGRAPH = r"(?:[0-9]{1,2}|[a-z]{1,4}|[A-Zl]{1,3}|(?i:" + "|".join(NUMBER_WORDS) + r"))"
PARAGRAPH_NUMBER = re.compile(
    rf"(?P<number>\({_PARAGRAPH}\)|{_PARAGRAPH})"
    r"(?P<brackets>(?: ?\([0-9]{1,2}\)| ?\([a-z]{1,4}\)){0,3})(?!\w)"
)
PARAGRAPH_SEPARATOR = re.compile(r" ?(?:(?P<range>-|to\b|through\b)|,? ?(?:and|or|&)|,) ?")
OF_ARTICLE = re.compile(r",? (?:of|in|to|under) (?:the |said )?")
"""Between a paragraph and the article to which it belongs."""

# --- what stands directly before an expression and belongs to it ----------------------------------------------------

LEAD = 26
"""How many characters before an expression its leading words can take."""
IDEM = re.compile(r"(?<!\w)(?:[Ii]d|[Ii]bid|[Ii]bidem)\.?,? (?:at )?\Z")
COMMON = re.compile(r"(?<!\w)(?:[Cc]ommon) \Z")
ORDINAL_BEFORE = re.compile(r"(?<!\w)(?i:" + _ORDINAL + r") \Z")
PART_BEFORE = re.compile(
    r"(?<!\w)(?:(?:[Aa]nnex|[Aa]ppendix|ANNEX|APPENDIX)(?: [IVXLC0-9]{1,6}(?:-?[A-Z])?)?|"
    r"(?P<larger>[Pp]art|[Cc]hapter|[Tt]itle|PART|CHAPTER) [IVXLC0-9]{1,6}),? \Z"
)
"""Before a provision: the annex whose it is, or the part of the instrument that counts its sections anew."""
NOT_A_PROVISION = re.compile(
    r"(?<!\w)(?:[Aa]n?|[Tt]his|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Yy]our|[Nn]ews|[Mm]agazine|[Nn]ewspaper|"
    r"[Ll]ead|[Rr]ecent|[Pp]ress|[Jj]ournal|[Rr]esearch|[Rr]eview|[Bb]log|[Ww]eb|[Ww]ikipedia) \Z"
)
"""Before "article" or "part" in small letters: the piece of writing, or the piece."""

# --- names and nouns ---------------------------------------------------------------------------------------------

YEAR = r"(?:[1lI][89]|2[0O])[0-9OolIS]{2}"
YEAR_BEFORE = re.compile(rf"(?<![\w/.,-])(?P<year>{YEAR}) \Z")
YEAR_AFTER = re.compile(rf" (?:of (?P<of>{YEAR})(?![\w/-])|\((?P<bracket>{YEAR})\)|(?P<plain>{YEAR})(?![\w/-]))")
DATE_AFTER = re.compile(rf" of [0-9]{{1,2}} [A-Z][a-z]{{2,8}} (?P<year>{YEAR})(?!\w)")
PROVISION_OF = re.compile(r"(?i:(?<!\w)art(?:icles?|s?\.)?) [0-9IVX]{1,5}(?:\([0-9a-z]{1,3}\)){0,2} of the \Z")
"""Before a title: the provision that is cited of it."""
NOT_A_NAME_AFTER = re.compile(r"-?[Uu]ps?\b|[/\\.][A-Za-z]")
"""After an acronym: it is part of another word ("START-up", "OST.pdf")."""
NOT_THIS_ACRONYM_AFTER = re.compile(
    r", (?:an? |the )?(?:[a-z]+ )?(?:band|office|agency|firm|company|magazine|club|tool|shop|bank|charity|start-up|station)\b|"
    r" (?:(?:and|or|&) [A-Z]{2,6} )?(?:systems?|interceptors?|radars?|missiles?|launchers?|sites?|offices?|directors?|officials?|"
    r"staff|teams?|files?|folders?|keys?|drivers?|buttons?|threads?|fittings?|valves?|pipes?|adapters?|software|servers?|"
    r"ports?|codes?|formats?|programs?|menus?|tests?|testing|(?<! I )(?<! II )calls?(?! (?:for|on|upon)\b)|endpoints?|plugs?|sockets?|budgets?|platforms?|students?|"
    r"supermarkets?|watch(?:es)?|phones?|apps?|tools?|desks?|chiefs?|heads?|moved|published|hired|approved|awarded|"
    r"plans|planned|funded|sells|sold|manages|runs|helps|hires|moves)\b"
)
"""After an ambiguous acronym: it belongs to that word, and is another one ("ABM systems", "NPT thread")."""
NOT_THIS_ACRONYM_BEFORE = re.compile(
    r"(?<!\w)(?:I|[Ww]e|[Yy]ou|[Tt]hey|(?<!party )(?<!parties )(?<!accession )(?<!adherence )(?<!acceded )(?<!accede )"
    r"(?<!contrary )(?<!pursuant )[Tt]o|will|shall|must|can|cannot|not|[Ll]et's|[Ll]et us|[Pp]ress|[Hh]it|[Pp]ush|[Cc]lick|"
    r"[Pp]lease|[Tt]hen|[Nn]ever|[Aa]t|[Ii]nside) \Z"
)
"""Before an acronym that is a verb here, or a place of work ("We START testing", "at OST")."""
LIST_GAP = re.compile(
    r"[ ,;:/&]*(?:and|or|as well as|the|in|with)? ?(?:the )?(?:\(?(?:[a-z]|[ivx]{1,4}|[0-9]{1,2})[).] ?|[-*] )?(?:the )?\Z"
)
"""Between two names that stand in one list: punctuation, "and", an item's letter or number."""
ROW_GAP = re.compile(r"(?: ?\|[^|\n]{0,60}){1,6}\n(?: ?\| ?)?\Z")
"""Between two names that begin one row each of a table."""
LONGEST_ROW_GAP = 200
NUMERAL_AFTER = re.compile(r"[ -](?:I{1,3}|IV|VI{0,3}|[2-9])(?![\w.])")
"""After an ambiguous acronym: one of a series of instruments, and none that is known ("START II")."""
GLUED_MARK = re.compile(r"[0-9]{1,3}(?![\w/.-])")
"""The mark of a footnote that a text layer has glued to a name."""

NOUNS: Mapping[str, str] = {
    "treaty": "treaty",
    "convention": "convention",
    "conventions": "conventions",
    "agreement": "agreement",
    "accord": "accord",
    "accords": "accord",
    "charter": "charter",
    "protocol": "protocol",
    "pact": "pact",
    "covenant": "covenant",
    "statute": "statute",
    "constitution": "constitution",
    "regulations": "regulations",
    "arrangement": "arrangement",
    "code of conduct": "code",
    "code": "code",
    "draft treaty": "draft",
    "draft": "draft",
}
"""Words that stand for an instrument, and the kind of instrument that they fit."""

DOMESTIC_NOUNS = frozenset({"constitution", "regulations", "code"})
"""Kinds that any State has of its own: the one of ours that is so called is meant beside others of its field only."""

LOWER_CASE_NOUNS = frozenset({"treaty", "convention", "agreement", "accord", "charter", "protocol", "pact", "draft"})
"""Kinds that are written small as well when they stand for an instrument."""

NO_INSTRUMENTS = r"(?:NATO|UN|US|USA|UK|EU|USSR|PRC|ROK|ITU|ICAO|NASA|ESA|COPUOS|UNSC|UNGA|ISS|[IVXLC]+|AND|OR|THE|OF)"
"""Acronyms that are those of bodies and States, and of no instrument."""
DETERMINER = re.compile(
    rf"(?<!\w)(?:[Tt]he )?(?P<determiner>[Ll]atter|[Ff]ormer|[Tt]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ss]aid|[Ss]uch|THE|THIS|THESE) "
    rf"(?:(?P<self>present|same) |(?:said|original|whole|entire|actual|underlying|above-mentioned|aforementioned) )?"
    rf"(?P<year>{YEAR} )?\Z"
)
DEFINING_BEFORE = re.compile(
    r"[(\[] ?(?:[^()\[\]]{0,30}; )?(?P<word>(?:hereinafter|hereafter|henceforth|herein)(?:,? (?:referred to as|called|cited as))?,? )?"
    r"(?P<the>the )?(?P<quote>[\"'])?(?:the )?\Z"
)
DEFINING_AFTER = re.compile(r"[\"']?,? ?(?:(?:or|and) [^()\[\]]{1,40})?[)\]]")
"""Around a noun: a bracket in which the text makes it a short form, of what stands before the bracket."""
LONGEST_DEFINING = 80
CAPITAL_BEFORE = re.compile(r"(?<![\w])(?P<word>[A-Z][\w'.&-]{0,30}) (?:(?:and|&|of|on|for) )?\Z")
NOT_A_MODIFIER = frozenset(
    "The This That These Those Said Such Under In By Of On And Or But If As When While Although Since Because Both Each "
    "Every Any No Neither Either Our Their Its His Her With Without From To For Unlike Like Through Per See Cf Also "
    "Whereas Yet So Draft THE THIS THESE OF".split()
)
"""Words that have a capital at the beginning of a sentence and say nothing about which instrument is meant."""

COMPLEMENT = re.compile(
    r" (?i:of|on|for|against|relating to|relative to|concerning|regarding|respecting|between|among|establishing|with) "
    r"(?!the United Nations\b|the UN\b)(?i:the |an? )?[A-Z]"
)
"""After a noun with a capital: it goes on as the title of an instrument that the registry does not know."""
DRAFT_GOES_ON = re.compile(
    r" (?!(?:and|or|but|which|that|as|says|said|is|was|would|does|did|has|had|bans?|sets?|defines?|requires?|provides?|allows?|"
    r"prohibits?|forbids?|keeps?|speaks?|deals?)\b)[A-Za-z]"
)
"""After "draft": it is the draft of something else ("the draft law")."""
PARTIES_AFTER = re.compile(r" (?:between|among) [a-z]")
"""After a noun with its year: it is one of those parties, and not the one that is known by its year alone."""
COMPLEMENT_OF_CODE = re.compile(r" (?:of|on|for|against) [a-z]")
COMPLEMENT_SMALL = re.compile(
    r" (?:of|on|for|against|relating|concerning|regarding|between|among|with|to|that|which|signed)\b"
)
PART_OF_UN = frozenset({"UN", "U.N.", "Nations"})
"""Words with a capital before a name that leave it what it is."""
TO_ANOTHER = re.compile(r" to the (?!(?:four |1949 )?Geneva\b)(?:[0-9]{4} )?[A-Z]")
"""After a protocol's number: it is one to an instrument of its own."""
NOUN_AFTER = re.compile(r" (?:Agreement|Convention|Accords?|Act|Protocol|Bill|Policy|Programme|Program|Charter)\b")
"""After a name that is no whole title: it is the name of something else."""
ORGANISATION_AFTER = re.compile(r" Organi[sz]ation\b")
COMPANY_AFTER = re.compile(r",? (?:Holdings?|Inc|Ltd|LLC|PLC|plc|Corp|Corporation|Capital|Ventures|GmbH|Limited)\b")
"""After a name: it is that of a company."""
COMPOUND_SMALL = re.compile(
    r" (?:areas?|zones?|ports?|law|making|rooms?|series|centres?|centers?|halls?|schools?|flights?)\b"
)
COMPOUND = re.compile(
    r" (?:Series|Organi[sz]ation|Section|Room|Hotel|Centre|Center|Oak|Act|Law|Group|School|Airlines?)\b"
)

# --- joining -----------------------------------------------------------------------------------------------------

OF_JOIN = re.compile(
    r",? ?(?:of|to) ?(?:(?:the|this|that|these|those|said|such) )?"
    r"(?:(?:said|present|same|original|former|latter|four|above-mentioned|aforementioned) )?",
    re.IGNORECASE,
)
SPACE_JOIN = re.compile(r" ?")
COMMA_JOIN = re.compile(r", ?")
LONGEST_JOIN = 32

# --- citations ---------------------------------------------------------------------------------------------------

SERIES: Mapping[str, str] = {
    "UNTS": "UNTS",
    "United Nations Treaty Series": "UNTS",
    "UN Treaty Series": "UNTS",
    "UST": "UST",
    "TIAS": "TIAS",
    "ILM": "ILM",
    "International Legal Materials": "ILM",
    "LNTS": "LNTS",
    "League of Nations Treaty Series": "LNTS",
    "ETS": "ETS",
    "CETS": "ETS",
    "Stat": "STAT",
    "CTS": "CTS",
    "TS": "TS",
    "UKTS": "UKTS",
    "UK Treaty Series": "UKTS",
    "Bevans": "BEVANS",
    "S. Treaty Doc": "SDOC",
    "Senate Treaty Doc": "SDOC",
}
"""Treaty series by what they are called in citations."""

RESOLUTION_HEADS = (
    "resolution",
    "resolutions",
    "res",
    "A/RES/",
    "S/RES/",
    "UNSCR",
    "SCR",
    "UNSCRs",
    "UNGAR",
    "GA/RES/",
)
SYMBOL_PREFIXES = (
    "A/",
    "S/",
    "E/",
    "ST/",
    "CD/",
    "NPT/",
    "CCW/",
    "BWC/",
    "TD/",
    "UNEP/",
    "CCPR/",
    "HRI/",
    "ISBA/",
    "A/CONF",
    "A/AC",
)

# --- which of two instruments, and which of two meanings of a name ---------------------------------------------------

RANKED = (
    r"(?:(?:former|latter)(?! [A-Z])|(?:last|first|second)(?=[,.;:)]| (?!paragraphs|sentences|members|rules)[a-z]+s\b|"
    r" (?:was|had|did)\b))"
)
RANK_BEFORE = re.compile(
    r"(?<!\w)[Tt]he (?P<rank>former|latter|first|second)(?:(?: one)?,|,? (?:in|by|through|under|with))?(?: its| the)? \Z"
)
"""Before a provision alone: of two instruments just named, the one whose it is ("Under the former, Article VI")."""
RANK_OF_CLAUSE = re.compile(
    r"(?<!\w)[Tt]he (?P<rank>former|latter),? (?:[a-z]+(?:s|ed)|froze|kept|put|took|made|gave|said|spoke|let|held|bound|set|left|may|"
    r"can|will|would|did|had|forbade)(?: [a-z'-]+){0,7},? \Z"
)
"""The same where it is what the clause is about ("the latter froze launchers in Article I")."""
RANK_AFTER = re.compile(
    rf",? of the (?P<rank>{RANKED})(?!\w)|"
    r", the (?P<subject>former|latter) (?:sets?|gave|gives|has|had|was|is|does|did|may|can|made|makes|puts?|requires?|required|bans?|"
    r"banned|provides?|provided|allows?|allowed|obliges?|obliged|created?|creates)\b"
)
THEREOF = re.compile(r" there(?:of|in)\b")
"""After a provision: it is of the instrument named last."""
RANK_LEAD = 100
TREATY_LAW = re.compile(
    r"(?i)(?<!\w)(?:ratif(?:y|ied|ies|ying|ications?)|(?:entry|entered|enters|enter|come|came) into force|states? part(?:y|ies)|"
    r"depositar(?:y|ies)|acced(?:e|ed|es|ing)|accessions?|signator(?:y|ies)|opened for signature|u\.?n\.?t\.?s\.?|"
    r"withdr(?:aw|ew|awn|awal) from the treaty|plenipotentiaries|contracting parties)(?!\w)"
)
"""Words of the law of treaties, near which a name that may mean something else means the instrument."""
SPACE = re.compile(
    r"(?i)(?<!\w)(?:(?:outer |deep )?space|orbit(?:al|s)?|lunar|the moon|satellites?|celestial|astronauts?)(?!\w)"
)
"""Words of space, near which the year of a treaty of space law is enough to know it by."""
DIPLOMACY = re.compile(
    r"(?i)(?<!\w)(?:geneva|delegat(?:es|ions?)|diplomats?|states|international law|jurists?|sovereignty|arms control|outer space|"
    r"united nations|nato|copuos|disarmament|treaty|treaties|negotiat(?:ed|ors?|ions?)|governments?)(?!\w)"
)
"""Words of diplomacy, near which the title of an instrument is taken for what it says."""
GENERIC_NUMBERS = frozenset({"i", "ii", "iii", "iv"})
GENERIC = frozenset(
    "the interim first second third fourth additional framework security general joint common supplementary treaty "
    "convention agreement accord accords charter protocol code pact statute court constitution regulations arrangement i ii iii "
    "iv of on and international".split()
)
"""Words that any instrument may be called by; a name made of them alone needs words of its own beside it."""
_NOTE = r"(?: ?\((?:n|fn|note|supra)\.? ?[0-9]{1,3}\)|,? (?:supra|above),? (?:n|note)\.? ?[0-9]{1,3})"
CITED_AFTER = re.compile(rf"(?:'s|{_NOTE}?,?) \(?(?:at )?(?:[Aa]rts?\b|[Aa]rticles?\b(?! [a-z]{{2,}})|§)")
"""After a name: the provision that is cited of it, in a bracket or with a footnote between at most."""
NOTED_AFTER = re.compile(_NOTE)
"""After a name: the footnote in which it is cited in full."""
PROVISION_NEAR = re.compile(r"[^.;\n]{0,80}\bArtic[l1]es? (?:[0-9S]|[IVX]+\b)(?![^.;\n]{0,12} of )")
"""After a name: a provision in the same sentence that nothing else is said to have."""
DEFINED = re.compile(
    r"[(\[] ?(?:[^()\[\]]{0,60}?; )?(?P<word>(?:hereinafter|hereafter|henceforth|herein)(?: referred to as| called)?,? )?"
    r"(?:or )?(?:the )?(?P<quote>[\"'\u201c\u2018])?(?:the )?"
    r"(?P<form>[A-Z][A-Za-z-]{1,24}(?: (?:[A-Z][A-Za-z-]{1,24}|of|on|and)){0,3})[\"'\u201d\u2019]? ?[)\]]"
)
"""A bracket in which a text may make a short form."""
BEFORE_DEFINED = re.compile(r"(?: ?\([^()]{0,90}\)|,? [0-9]{1,4} [A-Z][A-Za-z. ]{1,14} ?[0-9]{1,6})*,? ?")
"""What may stand between a name and that bracket: dates in brackets, and where it is printed."""
TITLE_BEFORE = re.compile(r"[A-Z][\w'-]*(?: (?:(?:of|on|for|and|the|in|to|&) ){0,2}[A-Z][\w'-]*){1,9}\Z")
"""Before a bracket: words with capitals, of which an acronym in the bracket may be made."""
ROMAN = re.compile(r"(?<![\w(])[IVXl1]{0,5}[IVX][IVXl1]{0,5}(?!\w)")
ARABIC = re.compile(r"(?<![\w(])[0-9]{1,3}(?!\w)")
MONTH_OR_DAY = re.compile(
    r" (?:on|of|for) (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)

# --- what surrounds an expression ----------------------------------------------------------------------------------

CONTEXT = 300
"""How many characters on either side are the context of an ambiguous name."""
SHOUTED = 40
"""How many characters on either side are looked at for words all in capitals, where capitals mean nothing."""
SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)|(?:(?<=[a-z0-9]{2}.)|(?<=[)\]\"'].))[\"')\]]?\s(?=[\"'(\[]?[A-Z]))")
"""Matches at the stop, or at the line break between two paragraphs."""
LISTED = 3
LISTED_ACRONYMS = 2
"""How many ambiguous names, or acronyms, in one list vouch for each other."""
PICTURES = re.compile(
    r"(?i)(?<!\w)(?:pixels?|dpi|screens?|displays?|images?|cameras?|monitors?|aspect|videos?|telescopes?|sensors?|scann\w+|"
    r"printers?|lens(?:es)?|imagery|megapixels?|HD|4K|radar)(?!\w)"
)
"""Beside "resolution": it is that of a picture."""
UNITED_NATIONS = re.compile(
    r"(?<!\w)(?:United Nations|U\.?N\.?(?!\w)|General Assembly|Security Council|UNGA|UNSC|COPUOS|Assembly|Secretary-General)"
)
HEAD_NOUN_ENDS = re.compile(
    r" (?:on|of|for|to|between|among|against|relating|relative|respecting|concerning|governing|in|with|banning) ",
    re.IGNORECASE,
)
