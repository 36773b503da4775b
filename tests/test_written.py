"""What the models are trained on tells of nothing that claims and questions of ours are measured on."""

import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "training" / "written"
DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)
# Of so many dates that two texts share by chance there is none: they tell of the same thing.
MOST_SHARED = 1


def objects(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measured() -> list[tuple[str, str]]:
    """Titles and texts of the notes that claims and questions of ours are on."""
    notes = [
        (yaml.safe_load(head)["title"], body)
        for path in sorted((ROOT / "corpus" / "notes").glob("*.md"))
        for _, head, body in [path.read_text(encoding="utf-8").split("---\n", 2)]
    ]
    for name in ("fresh", "unseen"):
        for row in objects(ROOT / "tests" / name / "notes.jsonl"):
            notes.append((row["title"], " ".join(sentence["text"] for sentence in row["sentences"])))
    return notes


def written() -> list[tuple[str, str]]:
    notes = [
        (row["title"], " ".join(row["sentences"])) for path in sorted(WRITTEN.glob("*.jsonl")) for row in objects(path)
    ]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(WRITTEN.glob("*.yaml")):
        for item in yaml.load(path.read_bytes(), Loader=loader):
            notes.append((item.get("title", ""), item["evidence"]))
    return notes


def test_no_written_note_is_on_the_subject_of_a_measured_one():
    theirs = measured()
    titles = {title.partition(":")[0].casefold() for title, _ in theirs}
    dates = [set(DATE.findall(text)) for _, text in theirs]
    for title, text in written():
        assert title.casefold() not in titles, title
        own = set(DATE.findall(text))
        assert all(len(own & other) <= MOST_SHARED for other in dates), title


def test_every_claim_and_question_names_sentences_of_its_note():
    for path in sorted(WRITTEN.glob("*.jsonl")):
        for note in objects(path):
            for asked in (*note.get("claims", ()), *note.get("questions", ())):
                assert all(0 <= place < len(note["sentences"]) for place in asked["evidence"]), (path.name, asked)
                assert bool(asked["evidence"]) == (asked.get("verdict", "") != "open") or "question" in asked
