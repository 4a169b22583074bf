"""The commands `brobygger keys ...`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import finish, settings_beside

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.keys.crypto import MasterKey

keys_cli = typer.Typer(name="keys", no_args_is_help=True, rich_markup_mode="markdown")


@keys_cli.callback()
def keys() -> None:
    """The master key, without which nobody can read the database: make it, print it, prove it, exchange it."""


@keys_cli.command()
def init(context: typer.Context) -> None:
    """Make the key before the first run, and print its recovery sheet.

    Example: `brobygger keys init | lp`
    """
    from bot.keys.access import make_master_key

    settings = _settings(context)
    key = finish(make_master_key(settings))
    typer.echo(f"The key lies in {settings.storage.key_file}. This is its recovery sheet:\n", err=True)
    _print_sheet(settings, key)


@keys_cli.command()
def sheet(context: typer.Context) -> None:
    """Print the recovery sheet of the key that is in use.

    Example: `brobygger keys sheet | lp`
    """
    from bot.keys.access import the_master_key

    settings = _settings(context)
    _print_sheet(settings, the_master_key(settings).key)


@keys_cli.command()
def check(
    context: typer.Context,
    from_sheet: Annotated[
        bool, typer.Option("--sheet", help="Read the four lines of the recovery sheet, and try those.")
    ] = False,
) -> None:
    """Prove that the key opens the database, or that the sheet of paper does. Nothing is changed.

    Example: `brobygger keys check --sheet`
    """
    from bot.keys.access import check_master_key, check_sheet

    settings = _settings(context)
    if not from_sheet:
        typer.echo(finish(check_master_key(settings)))
        return
    if sys.stdin.isatty():
        typer.echo("Type in the four lines of the recovery sheet, then Enter and Ctrl-D:", err=True)
    typer.echo(finish(check_sheet(settings, sys.stdin.read())))


@keys_cli.command()
def rotate(context: typer.Context) -> None:
    """Exchange the key for a new one, and print its recovery sheet. The service may run meanwhile.

    Do it when somebody may have seen the key, or when one of its holders leaves. Interrupted, it can be repeated.

    Example: `brobygger keys rotate | lp`
    """
    from bot.keys.access import exchange_master_key

    settings = _settings(context)
    key = finish(exchange_master_key(settings))
    typer.echo(
        f"There is a new key in {settings.storage.key_file}; the old one opens nothing any more. Burn its sheet, and "
        "copy the file to every other computer that runs the service. This is the new sheet:\n",
        err=True,
    )
    _print_sheet(settings, key)


def _settings(context: typer.Context) -> "Settings":
    return settings_beside(context.obj)


def _print_sheet(settings: "Settings", key: "MasterKey") -> None:
    from bot.keys.recovery_sheet import write_sheet

    typer.echo(write_sheet(key, settings.service.name), nl=False)
