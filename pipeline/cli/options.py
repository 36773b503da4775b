"""Options that several commands share."""

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pipeline.data import DATE_PREFIX, TIERS, Filters

Command = Callable[..., Any]

index_option = click.option(
    "--index",
    type=click.Path(path_type=Path),
    default=Path("indexes/default"),
    envvar="TRAVAUX_INDEX",
    show_envvar=True,
    show_default=True,
    metavar="DIR",
    help="The index folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines and nothing else.")


def examples(*lines: str) -> str:
    """The end of a command's help, one example a line."""
    return "\b\n" + "\n".join(("Examples:", *(f"  {line}" for line in lines)))  # \b keeps the lines apart


def out_option(what: str) -> Callable[[Command], Command]:
    """`--out FILE`; absent or `-` means standard output and reaches the command as None."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        callback=lambda _ctx, _param, value: None if value in (None, Path("-")) else value,
        help=f"Where to write {what}; standard output unless given. A file is replaced only when all is written.",
    )


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(DATE_PREFIX, value):
        raise click.BadParameter(f"'{value}' is no date; write 2024, 2024-03 or 2024-03-18.")
    return value


_FILTERS = (
    click.option("--document", multiple=True, metavar="DOC", help="Only this document; may be repeated."),
    click.option("--exclude", multiple=True, metavar="DOC", help="Not this document; may be repeated."),
    click.option("--tier", type=click.Choice(TIERS), help="Only documents of this tier."),
    click.option("--from", "date_from", callback=_day, metavar="DATE", help="Only documents as of this date or later."),
    click.option("--to", "date_to", callback=_day, metavar="DATE", help="Only documents as of this date or earlier."),
    click.option(
        "--entity",
        multiple=True,
        metavar="NAME",
        help="Only passages that name this entity (name or id), or all of several ('NATO + Japan').",
    ),
    click.option(
        "--treaty",
        multiple=True,
        metavar="ID",
        help="Only passages on this treaty (OST) or article (OST:IV).",
    ),
)


def filter_options(command: Command) -> Command:
    """Adds the options that limit a search; the command gets them as `filters`."""

    @functools.wraps(command)
    def with_filters(
        *args: Any,  # noqa: ANN401 - whatever the command takes
        document: tuple[str, ...],
        exclude: tuple[str, ...],
        tier: Any,  # noqa: ANN401 - click has checked it against TIERS
        date_from: str | None,
        date_to: str | None,
        entity: tuple[str, ...],
        treaty: tuple[str, ...],
        **rest: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        filters = Filters(document, exclude, tier, date_from, date_to, entity, treaty)
        return command(*args, filters=filters, **rest)

    for option in reversed(_FILTERS):
        with_filters = option(with_filters)
    return with_filters
