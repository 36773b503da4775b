"""The command line, one file per group of commands. Thin: `Collection` and the rooms below it do the work."""

from pipeline.cli.main import main, travaux

__all__ = ["main", "travaux"]
