"""`python -m pipeline.evaluation`: measure, print and write `benchmarks/results/quality.{json,md}`."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from pipeline.evaluation import TASKS, Result, markdown
from pipeline.evaluation.report import reliability
from pipeline.evaluation.tasks import Measured, Measurement, rows


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([task.name for task in TASKS]))
@click.option("--data", type=click.Path(path_type=Path), default=Path("../shared/data"), show_default=True)
@click.option("--scorer", type=click.Path(path_type=Path), default=Path("../shared/score/score.py"), show_default=True)
@click.option("--results", type=click.Path(path_type=Path), default=Path("benchmarks/results"), show_default=True)
def main(names: tuple[str, ...], data: Path, scorer: Path, results: Path) -> None:
    """Measure the named tasks, or all of them; figures of tasks that were not named stay as they were."""
    if not data.is_dir() or not scorer.is_file():
        raise click.ClickException(
            f"{data} and {scorer} are needed and not there; name the development data with --data and --scorer."
        )
    results.mkdir(parents=True, exist_ok=True)
    path = results / "quality.json"
    table = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for task in TASKS:
        if names and task.name not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="travaux-eval-") as work:
            started = time.monotonic()
            for measurement in task.run(data, Path(work)):
                figures = measurement.figures if isinstance(measurement, Measured) else _score(scorer, measurement)
                click.echo(f"{measurement.name}: {json.dumps(figures)}")
                table[measurement.name] = {"figures": figures, "seconds": round(time.monotonic() - started, 1)}
                if isinstance(measurement, Measurement) and measurement.command in ("claims", "answers"):
                    table[measurement.name]["reliability"] = reliability(
                        measurement.command, rows(measurement.gold), rows(measurement.predictions)
                    )
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    results_of = [
        Result(name, row["figures"], row["seconds"], row.get("reliability", [])) for name, row in table.items()
    ]
    head = (
        "# Quality on the development data\n\nWritten by `make eval`; the figures are those of the shared scorer.\n\n"
    )
    (results / "quality.md").write_text(head + markdown(results_of), encoding="utf-8")


def _score(scorer: Path, measurement: Measurement) -> dict[str, object]:
    command = [sys.executable, str(scorer), measurement.command, "--gold", str(measurement.gold)]
    command += ["--pred", str(measurement.predictions), *measurement.options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
