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
# Seconds differ from run to run; the last digits of scores and probabilities differ between processors, of which some
# compute in half precision.
VARYING = re.compile(
    r"(?<=\bin )\d+(\.\d+)?(?= s\b)|(?<=\bscore )\d+\.\d+|(?<=\bconfidence )0\.\d+"
    r"|(?<=refuted )[01]\.\d+|(?<=REFUTED  )[01]\.\d+|\d+(?=% likely)"
)


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
    before, after = (VARYING.sub("N", text).splitlines() for text in (shown, real))
    difference = list(difflib.unified_diff(before, after, "README.md", "what the tour printed", lineterm=""))
    print("\n".join(difference))
    return bool(difference)


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
