"""The house as docs/architecture.md draws it: rooms in one order, imports that point one way."""

import ast
import re
from pathlib import Path

import pytest

LAYERS = (
    ("data", "errors"),
    ("settings", "roles"),
    ("blas", "unicode", "weights"),
    ("inference",),
    ("language",),
    ("documents",),
    ("passages",),
    ("treaties",),
    ("entities",),
    ("embeddings", "entailment"),
    ("index",),
    ("search",),
    ("answers",),
    ("claims",),
    ("reviews",),
    ("executors",),
    ("ingest",),
    ("extraction",),
    ("originals",),
    ("holdings",),
    ("collection",),
    ("evaluation",),
    ("api", "mcp_server", "ui"),
    ("cli",),
)
HEIGHT = {room: height for height, layer in enumerate(LAYERS) for room in layer}
PACKAGE = Path(__file__).resolve().parent.parent / "pipeline"
MODULES = sorted(PACKAGE.rglob("*.py"))
ARROW = "document -> passages -> treaties, entities -> embeddings -> index -> search -> answers -> claims -> reviews"


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [node.module or ""]
            if node.module == "pipeline":
                names = [f"pipeline.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    return rooms


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_to_lower_rooms_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    allowed = {name for name, height in HEIGHT.items() if height < HEIGHT[room]} | {room, "__version__"}
    assert imported_rooms(path) <= allowed


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(HEIGHT)


def test_files_of_a_room_import_siblings_and_not_the_face() -> None:
    for path in MODULES:
        if path.name in ("__init__.py", "__main__.py") or path.parent == PACKAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == f"pipeline.{room_of(path)}":
                names = {alias.name for alias in node.names}
                assert all((path.parent / f"{name}.py").is_file() for name in names), f"{path} imports its own face"


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "pipeline/__init__.py"])
def test_the_arrow_names_the_same_rooms_everywhere(root: Path, name: str) -> None:
    assert ARROW in (root / name).read_text(encoding="utf-8")


def test_architecture_page_lists_the_layers_in_order(root: Path) -> None:
    table = re.findall(r"^\| (`.*?) \|", (root / "docs/architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [tuple(re.findall(r"`(\w+)`", cell)) for cell in table] == list(LAYERS)
