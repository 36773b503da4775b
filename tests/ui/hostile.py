"""A document that is full of markup."""

from pipeline.collection import Collection

HOSTILE_TEXT = """<script>alert(1)</script> The orbit of alert <img src=x onerror=alert(2)> satellites was set in 1967.

The <script>alert(3)</script> Outer Space Treaty entered into force on 10 October 1967 </div><h1>alert</h1>.

**alert** :red[alert] $alert$ [alert](javascript:alert(4)) is what the orbit of 1972 looked like in Geneva.
"""


def add_hostile(collection: Collection) -> None:
    """Add it to an index as `hostile.txt`, and check its claims."""
    collection.ingest_files(("hostile.txt", HOSTILE_TEXT.encode()), tier="reference")
    collection.verify("hostile.txt")
