"""What the documents promise is there: commands, settings, targets, and the output of the tour."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest

from pipeline.cli.program import travaux
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_tour_prints_what_the_readme_shows(root: Path) -> None:
    done = subprocess.run([sys.executable, "scripts/readme_tour.py"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", sorted(travaux.commands))
def test_every_command_is_in_the_readme(command: str, readme: str) -> None:
    assert re.search(rf"travaux {command}\b", readme)


def test_every_picture_of_the_readme_is_there(root: Path, readme: str) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert pictures
    assert [path for path in pictures if not (root / path).is_file()] == []


def test_every_command_of_the_readme_is_there(readme: str) -> None:
    assert set(re.findall(r"travaux ([a-z]+)\b", readme)) <= set(travaux.commands)


@pytest.mark.parametrize("name", [spec.name for spec in fields(Settings)])
def test_every_setting_is_in_the_readme(name: str, readme: str) -> None:
    assert f"`{name}`" in readme


def commands_of(group: click.Group, path: str = "travaux") -> list[tuple[str, click.Command]]:
    found = []
    for name, command in group.commands.items():
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += commands_of(command, f"{path} {name}")
    return found


@pytest.mark.parametrize(
    ("path", "command"), commands_of(travaux), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_help_shows_an_example(path: str, command: click.Command) -> None:
    with click.Context(command, info_name=path) as context:
        assert f"\n    {path.rpartition(' ')[0] if path.count(' ') > 1 else path}" in command.get_help(context)


@pytest.mark.parametrize("target", ["run", "test", "lint", "format", "eval", "bench", "fuzz", "clean", "help"])
def test_make_help_lists_the_targets(root: Path, target: str) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=root, capture_output=True, text=True, check=True
    )
    assert re.search(rf"^{target} ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "corpus/README.md",
        "docs/architecture.md",
        "docs/registry.md",
        "benchmarks/README.md",
    ],
)
def test_paths_that_a_page_names_exist(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    here = (root / page).parent
    for name in re.findall(
        r"`((?:docs|corpus|tests|pipeline|benchmarks|scripts|results|notes|articles|peers)/[\w./-]*)`", text
    ):
        assert (root / name).exists() or (here / name).exists(), name
    for name in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (here / name).exists(), name
