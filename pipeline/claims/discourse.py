"""What "it", "the treaty" or "the committee" stands for, so that a claim can be read alone.

A word is replaced only where one thing agrees with it; otherwise it stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.claims.context import REACH
from pipeline.claims.inflection import is_plural
from pipeline.data import TreatyReference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SINGULAR = frozenset(["it", "its"])
_PLURAL = frozenset(["they", "them", "their"])
_POSSESSIVE = frozenset(["its", "their"])
_POINTING = frozenset(["the", "this", "that", "these", "those"])
_INDEFINITE = frozenset(["no", "each", "every", "any", "some", "a", "an", "many", "several", "few", "all", "both"])
_SUBJECTS = ("nsubj", "nsubjpass")
_NAME_LINKS = ("of", "on", "for")
_INSTRUMENTS = frozenset(
    ["treaty", "agreement", "accord", "accords", "convention", "protocol", "pact", "charter", "covenant", "memorandum"]
)
_LEGAL_VERBS = frozenset(["enter", "open", "ratify", "accede", "sign", "expire", "lapse"])
_LEGAL_NOUNS = frozenset(["article", "party", "signatory", "ratification", "depositary", "annex", "paragraph"])


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing spoken of: its words as they can stand in another sentence, the lemma of its head and its number."""

    words: str
    head: str
    plural: bool
    named: bool
    person: bool = False
    treaty_id: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A sentence's pointing words: token index to (index behind the last token, words for them).

    `inside` tells for those that stand for something in the same sentence the index of its head: a clause that has
    both needs no other word. `subject` is what the main clause speaks of, None where that is not certain.
    """

    replaced: Mapping[int, tuple[int, str]]
    added: Mapping[int, str]
    inside: Mapping[int, int]
    subject: Mention | None


@dataclass(slots=True)
class Discourse:
    """What the sentences of a document have spoken of so far, nearest first; forgets at the border of a section.

    `references` are the treaty references of the whole document, which tell what "the treaty" is; `title` those of its
    title.
    """

    references: Sequence[TreatyReference]
    title: Sequence[TreatyReference] = ()
    _subjects: list[Mention | None] = field(default_factory=list)
    _objects: list[tuple[Mention, ...]] = field(default_factory=list)
    _names: list[tuple[Mention, ...]] = field(default_factory=list)

    @property
    def instrument(self) -> str:
        """The instrument that was spoken of last, else that of the title; "" without one."""
        near = (mention.words for mentions in self._names for mention in mentions if mention.treaty_id)
        return next(near, next((ref.text for ref in self.title), ""))

    def begin_section(self) -> None:
        """Forget what was spoken of: a pronoun does not reach across a heading."""
        self._subjects.clear()
        self._objects.clear()
        self._names.clear()

    def read(self, doc: "Doc", base: int) -> Resolved:
        """Resolve the sentence that begins at the offset `base`, and keep what it speaks of for the next one."""
        end = base + len(doc.text)
        references = [ref for ref in self.references if base <= ref.start and ref.end <= end]
        replaced: dict[int, tuple[int, str]] = {}
        added: dict[int, str] = {}
        known: dict[int, Mention] = {}  # by the index of the head
        for ref in references:
            tokens = [token for token in doc if ref.start <= base + token.idx < ref.end]
            if not tokens or not ref.treaty_id:
                continue
            if ref.form == "backref":
                self._point_back(ref, tokens[-1], replaced, known)
            elif ref.form == "pinpoint_bare" and not _is_named(ref, references) and self._is_alone(ref):
                name = self._name_of(ref)
                if name:
                    added[tokens[-1].i] = f"of {name}"
                    known[tokens[0].i] = Mention(f"{ref.text} of {name}", "article", False, True)
        for token in doc:
            if token.pos_ == "PROPN" and (token.dep_ not in ("compound", "nmod", "amod") and token.i not in known):
                known[token.i] = _mention(token, references, base)
        self._nominals(doc, replaced, known)
        inside = self._pronouns(doc, replaced, known)
        subject = _main_subject(doc)
        spoken = None if subject is None else known.get(subject.i) or _common(subject)
        self._subjects.insert(0, spoken)
        self._objects.insert(0, tuple(known.get(token.i) or _common(token) for token in doc if _is_rival(token)))
        self._names.insert(0, tuple(mention for mention in known.values() if mention.named))
        del self._subjects[REACH:], self._objects[REACH:], self._names[REACH:]
        return Resolved(replaced, added, inside, spoken)

    def _point_back(
        self, ref: TreatyReference, noun: "Token", replaced: dict[int, tuple[int, str]], known: dict[int, Mention]
    ) -> None:
        """Put the instrument's name in the place of "the treaty"."""
        name = self._name_of(ref)
        before = list(noun.lefts)
        if not name or len(before) != 1 or before[0].lower_ not in _POINTING or before[0].i != noun.i - 1:
            return
        if noun.dep_ in ("compound", "nmod"):
            return
        replaced[before[0].i] = (noun.i + 1, name)
        known[noun.i] = Mention(name, noun.lemma_.lower(), _ends_plural(name), True, treaty_id=ref.treaty_id)

    def _name_of(self, ref: TreatyReference) -> str:
        """How the document names the instrument before the reference, with its article."""
        named = [
            one.text
            for one in self.references
            if one.form == "name" and one.treaty_id == ref.treaty_id and one.start < ref.start
        ]
        if not named:
            return ""
        spelled = [name for name in named if " " in name] or named
        name = min(spelled, key=len)
        return name if name.isupper() else f"the {name.removeprefix('the ').removeprefix('The ')}"

    def _is_alone(self, ref: TreatyReference) -> bool:
        """Whether no other instrument is named in the title or near before, whose article it might be."""
        named = {one.treaty_id for one in self.title}
        named |= {one.treaty_id for one in self.references if one.form == "name" and one.start < ref.start}
        return named <= {ref.treaty_id}

    def _nominals(self, doc: "Doc", replaced: dict[int, tuple[int, str]], known: dict[int, Mention]) -> None:
        """Names for "the committee", "this centre": the one earlier name whose head is that word."""
        for token in doc:
            children = [child for child in token.children if child.dep_ not in ("punct", "relcl")]
            if token.pos_ != "NOUN" or token.i in known or len(children) != 1 or children[0].i != token.i - 1:
                continue
            if children[0].lower_ not in _POINTING or token.dep_ in ("compound", "nmod"):
                continue
            here = [mention for index, mention in known.items() if index < token.i]
            found = {
                mention
                for mentions in (here, *self._names)
                for mention in mentions
                if mention.named and mention.head == token.lemma_.lower() and mention.plural == is_plural(token)
            }
            if len(found) == 1 and not _is_quoted(token):
                mention = found.pop()
                title = not mention.words.startswith("the ") and mention.words.lower().endswith(mention.head)
                replaced[children[0].i] = (token.i + 1, f"the {mention.words}" if title else mention.words)
                known[token.i] = mention

    def _pronouns(self, doc: "Doc", replaced: dict[int, tuple[int, str]], known: dict[int, Mention]) -> dict[int, int]:
        """Names for "it", "they" and "their"; returns those that stand for something in the same sentence."""
        inside: dict[int, int] = {}
        for token in doc:
            word = token.lower_
            if token.pos_ != "PRON" or word not in _SINGULAR | _PLURAL or token.dep_ == "expl":
                continue
            if _is_empty(token) or _is_quoted(token):
                continue
            if not token.whitespace_ and token.i + 1 < len(doc) and doc[token.i + 1].text[0] in "'’":
                continue  # "it's"
            mention = self._meant(token, known)
            if mention is not None and mention.named and not mention.person:
                words = _possessive(mention.words) if word in _POSSESSIVE else mention.words
                replaced[token.i] = (token.i + 1, words)
                heads = [index for index, other in known.items() if other == mention and index < token.i]
                if heads:
                    inside[token.i] = heads[0]
                known[token.i] = mention
        return inside

    def _meant(self, pronoun: "Token", known: Mapping[int, Mention]) -> Mention | None:
        """What the pronoun stands for: something before it in its sentence, else what was spoken of before."""
        plural = pronoun.lower_ in _PLURAL
        if pronoun.dep_ == "poss" and _is_own(pronoun, plural):
            return None
        inside = [mention for mention in _before(pronoun, known) if mention.plural == plural]
        if inside:
            # Its own sentence names something that it may stand for: certain with a single thing only.
            return inside[0] if len(set(inside)) == 1 else None
        if pronoun.lower_ in _POSSESSIVE and not _is_early(pronoun):
            return None  # "Norway amended its law" can be read alone
        legal = _is_legal(pronoun)
        for mention, objects in zip(self._subjects, self._objects, strict=True):
            if legal and (mention is None or not (mention.treaty_id or mention.head in _INSTRUMENTS)):
                continue
            if mention is None or mention.plural != plural:
                return None
            # "The agency set up a squadron. It ..." may be either; no squadron enters into force.
            rivals = [one for one in objects if one.plural == plural and one != mention]
            return None if rivals and not legal else mention
        return None


def _is_rival(token: "Token") -> bool:
    """Whether the token is an object that the next sentence may go on about."""
    if token.dep_ != "dobj" or token.pos_ not in ("NOUN", "PROPN") or token.head.lemma_ in ("make", "call", "name"):
        return False
    return not any(child.lower_ in ("each", "every", "no", "any") for child in token.lefts)


def _is_quoted(token: "Token") -> bool:
    """Whether a quotation has begun before the word and not ended: somebody else speaks of something else."""
    before = token.doc[: token.i].text
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _is_empty(pronoun: "Token") -> bool:
    """Whether "it" only stands in for what follows: "it takes hours to ...", "it is clear that ..."."""
    verb = pronoun.head
    if pronoun.lower_ != "it" or pronoun.dep_ not in _SUBJECTS:
        return False
    below = [verb, *(child for child in verb.children if child.dep_ in ("acomp", "attr"))]
    follows = any(child.dep_ in ("ccomp", "xcomp", "csubj", "advcl", "acl") for word in below for child in word.rights)
    return follows and verb.lemma_ in ("be", "take", "seem", "appear", "remain", "become")


def _before(pronoun: "Token", known: Mapping[int, Mention]) -> Iterator[Mention]:
    """Things named or meant before the pronoun in its sentence.

    Never the subject of its own verb, which says "itself", and for a subject only the subjects before it.
    """
    verb = pronoun.head
    for token in pronoun.doc[: pronoun.i]:
        if token.pos_ not in ("NOUN", "PROPN", "PRON") or token.dep_ in ("compound", "nmod", "npadvmod"):
            continue
        if token.ent_type_ in ("DATE", "TIME", "CARDINAL", "PERCENT", "MONEY") or token.lower_ in _SINGULAR | _PLURAL:
            continue
        if token.dep_ in ("pobj", "conj") and token.i not in known:
            continue
        if pronoun.dep_ in _SUBJECTS:
            if token.dep_ not in _SUBJECTS:
                continue
        elif pronoun.dep_ != "poss" and (subject := _subject_of(verb)) and token in (subject, *subject.conjuncts):
            continue
        yield known.get(token.i) or _common(token)


def _is_own(pronoun: "Token", plural: bool) -> bool:
    """Whether "its" may belong to the subject of its own clause, with which it is read anyway."""
    above = pronoun.head
    while above.pos_ not in ("VERB", "AUX") and above.head != above:
        above = above.head
    subject = _subject_of(above)
    return (
        subject is not None
        and subject.i < pronoun.i
        and not subject.is_ancestor(pronoun)
        and is_plural(subject) == plural
    )


def _subject_of(verb: "Token") -> "Token | None":
    while verb.dep_ in ("conj", "xcomp", "prep", "pobj") and not any(child.dep_ in _SUBJECTS for child in verb.lefts):
        verb = verb.head
    return next((child for child in verb.lefts if child.dep_ in _SUBJECTS), None)


def _is_early(pronoun: "Token") -> bool:
    """Whether the pronoun stands in the subject of the sentence, before anything that it may belong to."""
    subject = _main_subject(pronoun.doc)
    return subject is not None and (subject == pronoun or subject.is_ancestor(pronoun))


def _is_legal(pronoun: "Token") -> bool:
    """Whether what is said of the pronoun is said of instruments only: "entered into force", "has ten articles"."""
    verb = pronoun.head
    if pronoun.dep_ not in _SUBJECTS:
        return False
    if verb.lemma_.lower() in _LEGAL_VERBS and (
        pronoun.dep_ == "nsubjpass" or verb.lemma_.lower() in ("enter", "expire")
    ):
        return True
    return verb.lemma_ == "have" and any(
        child.dep_ == "dobj" and child.lemma_.lower() in _LEGAL_NOUNS for child in verb.children
    )


def _main_subject(doc: "Doc") -> "Token | None":
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    return None if root is None else next((child for child in root.lefts if child.dep_ in _SUBJECTS), None)


def _mention(noun: "Token", references: Sequence[TreatyReference], base: int) -> Mention:
    """The name whose head is the noun, with what belongs to it ("the Committee on the Peaceful Uses")."""
    tokens = {noun.i} | {word.i for child in noun.lefts for word in child.subtree}
    for child in noun.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in _NAME_LINKS
            and any(word.pos_ == "PROPN" for word in child.children)
        ):
            tokens |= {word.i for word in child.subtree}
        elif child.dep_ in ("nummod", "appos") and child.i == noun.i + 1 and child.pos_ in ("PROPN", "NUM"):
            tokens.add(child.i)
        else:
            break
    doc = noun.doc
    first, last = min(tokens), max(tokens)
    text = doc[first : last + 1].text
    if doc[first].lower_ in ("the", "a", "an"):
        text = text[:1].lower() + text[1:]
    treaty = next((ref.treaty_id for ref in references if ref.start <= base + noun.idx < ref.end), "")
    plural = _ends_plural(text) if treaty else is_plural(noun)
    named = not any(child.lower_ in _INDEFINITE or child.tag_ == "PRP$" for child in noun.lefts)
    if any(child.dep_ == "conj" for child in noun.rights):
        text = doc[first : max(word.i for word in noun.subtree) + 1].text
    return Mention(text, noun.lemma_.lower(), plural, named, noun.ent_type_ == "PERSON", treaty)


def _common(noun: "Token") -> Mention:
    return Mention(noun.text, noun.lemma_.lower(), is_plural(noun), False)


def _is_named(ref: TreatyReference, references: Sequence[TreatyReference]) -> bool:
    """Whether the sentence names the instrument anyway."""
    return any(one.treaty_id == ref.treaty_id and one.form in ("name", "pinpoint") for one in references)


def _ends_plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith("ss")


def _possessive(words: str) -> str:
    return f"{words}'" if words.endswith("s") else f"{words}'s"
