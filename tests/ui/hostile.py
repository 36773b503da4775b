"""An index with a document that is full of markup."""

from pathlib import Path

from pipeline.collection import Collection

HOSTILE_TEXT = """<script>alert(1)</script> The orbit of alert <img src=x onerror=alert(2)> satellites was set in 1967.

The <script>alert(3)</script> Outer Space Treaty entered into force on 10 October 1967 </div><h1>alert</h1>.

**alert** :red[alert] $alert$ [alert](javascript:alert(4)) is what the orbit of 1972 looked like in Geneva.
"""


def hostile_index(folder: Path) -> Path:
    (folder / "hostile.txt").write_text(HOSTILE_TEXT, encoding="utf-8")
    index = folder / "hostile-index"
    with Collection.open(index, create=True) as collection:
        collection.ingest(folder / "hostile.txt", tier="reference")
        collection.verify("hostile.txt")
    return index
