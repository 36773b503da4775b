"""A document that is full of markup: its name, its title, its headings, its entities and its claims."""

from pipeline.collection import Collection

HOSTILE_NAME = "hostile <img src=x onerror=alert(0)>.txt"
HOSTILE_TEXT = """On <script>alert(1)</script> Orbits

1. <img src=x onerror=alert(2)> Alert and Orbit

<script>alert(3)</script> The orbit of alert <img src=x onerror=alert(4)> satellites was set in 1967.

The <script>alert(5)</script> Outer Space Treaty entered into force on 10 October 1967 </div><h1>alert</h1>.

2. Markdown

The Ministry of <script>alert(6)</script> Space and NATO met in Geneva in 1972, and NATO met the <img src=x
onerror=alert(7)> Alert Agency in Geneva.

**alert** :red[alert] $alert$ [alert](javascript:alert(8)) is what the orbit of 1972 looked like in Geneva.
"""


def add_hostile(collection: Collection) -> None:
    """Add it to an index as `HOSTILE_NAME`, and check its claims."""
    collection.ingest_files((HOSTILE_NAME, HOSTILE_TEXT.encode()), tier="reference")
    collection.verify(HOSTILE_NAME)
