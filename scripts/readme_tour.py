"""Run the tour of the README and compare what it prints with what the README shows.

    python scripts/readme_tour.py            # exit 1 and the difference where they disagree
    python scripts/readme_tour.py --write    # put what was printed into the README

The commands run in one shell each, in a temporary folder with a copy of corpus/.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?<=```console\n)(\$ .*?)(?=```)", re.DOTALL)
# Seconds differ from run to run.
SECONDS = re.compile(r"\bin \d+(\.\d+)? s\b")
# Scores and probabilities differ a little between processors, of which some compute in half precision.
ROUNDED = re.compile(r"(?<=\bscore )\d+\.\d+|(?<=\bconfidence )\d\.\d+|(?i:(?<=refuted ))\s?\d\.\d+|\d+(?=% likely)")
TOLERANCE = 0.05  # of a score or a probability


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    readme = ROOT / "README.md"
    shown = readme.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="travaux-tour-") as folder:
        shutil.copytree(ROOT / "corpus", Path(folder) / "corpus")
        real = BLOCK.sub(lambda block: run(block[0], Path(folder)), shown)
    if write:
        readme.write_text(real, encoding="utf-8")
        return 0
    real = SECONDS.sub("in N s", nearly(shown, real))
    before, after = SECONDS.sub("in N s", shown).splitlines(), real.splitlines()
    difference = list(difflib.unified_diff(before, after, "README.md", "what the tour printed", lineterm=""))
    print("\n".join(difference))
    return bool(difference)


def nearly(shown: str, real: str) -> str:
    """What was printed, with the scores and probabilities that are shown where they differ by no more than rounding."""
    numbers = iter(ROUNDED.findall(shown))

    def kept(printed: re.Match[str]) -> str:
        one = next(numbers, printed[0])
        apart = abs(float(one) - float(printed[0])) / (1 if "." in printed[0] else 100)
        return one if apart <= TOLERANCE else printed[0]

    return ROUNDED.sub(kept, real)


def run(block: str, folder: Path) -> str:
    """The commands of a block, each followed by what it prints; variables carry over within a block."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    mark = "@@end of a command@@"
    script = "\n".join(f"{command}\necho '{mark}'" for command in commands)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAVAUX_")}
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env=environment | {"PATH": path, "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    outputs = done.stdout.split(f"{mark}\n")
    return "".join(f"$ {command}\n{output}" for command, output in zip(commands, outputs, strict=False))


if __name__ == "__main__":
    sys.exit(main())
