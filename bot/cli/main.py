"""The command line: what people type, what they read, and the exit codes that scripts and systemd see.

Whatever is slow to import is imported inside the commands, so that help and version answer at once.
"""

import errno
import sys
from enum import IntEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import (
    StoryTeller,
    make_console,
    say_ready,
    show_aside,
    show_figures,
    show_findings,
    show_retention,
    show_timetable,
)
from bot.cli.keys import keys_cli
from bot.cli.options import LogLevel, Options, finish, load_real_settings, settings_beside, start_log
from bot.kernel.errors import BotError, ConfigError, KeyFault, StoreError, TokenRevoked

ROOT = Path(__file__).resolve().parents[2]
RETENTION_DAYS = 14
"""Of how many days `retention` shows the runs."""


class ExitCode(IntEnum):
    """How a command ended. The help text, the README and deploy/brobygger.service rely on these numbers."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    CONFIG = 3
    TOKEN = 4
    DATABASE = 5
    CHECK = 6
    NOT_SENT = 7
    INTERRUPTED = 130


EXIT_CODES = """
**Exit codes**

- 0: done, or stopped in good order
- 1: something unexpected
- 2: the command line can't be used
- 3: the configuration can't be used; every fault is listed
- 4: Telegram refuses the bot's token
- 5: the database can't be used, or not with this master key
- 6: `check` found errors
- 7: `broadcast` was stopped, or no service runs that sends it
- 130: ended by Ctrl-C; `run` stops in good order instead
"""


cli = typer.Typer(
    name="brobygger",
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


cli.add_typer(keys_cli)


@cli.callback(epilog=EXIT_CODES)
def read_options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="BROBYGGER_CONFIG", help="The configuration file.", metavar="PATH")
    ] = Path("config.toml"),
    log_level: Annotated[
        LogLevel | None,
        typer.Option(
            help="How much to log; what people write is never logged.",
            show_default="info for run, warning for the others",
        ),
    ] = None,
) -> None:
    """Bridges people who need advice to volunteers who speak their language, without either learning who the other is.

    Try it without a token: `brobygger demo`

    Run a service: `cp config.example.toml config.toml`, edit it, then `brobygger check` and `brobygger run`

    The options stand before the command: `brobygger --config /etc/brobygger/config.toml run`
    """
    context.obj = Options(config, log_level)


@cli.command()
def run(
    context: typer.Context,
    workers: Annotated[
        int, typer.Option(min=1, max=32, help="How many processes share the work; more than one needs PostgreSQL.")
    ] = 1,
) -> None:
    """Run the service until it is told to stop (SIGTERM or Ctrl-C).

    It stops in good order: what came in is stored, what is being sent is finished.

    Example: `brobygger --config /etc/brobygger/config.toml run`

    Example: `brobygger run --workers 2` (one may die at any time; see docs/scaling.md)
    """
    settings = load_real_settings(context.obj)
    start_log(context.obj, LogLevel.INFO)
    from bot import app

    if workers == 1:
        finish(app.run(settings))
        return
    if settings.storage.url.startswith("sqlite:"):
        raise ConfigError([f"storage.url: a SQLite file serves one process; for --workers {workers} name a PostgreSQL"])
    options: Options = context.obj
    log_level = options.log_level or LogLevel.INFO
    arguments = ["--config", str(options.config), "--log-level", log_level.value, "run"]
    hopeless = (ExitCode.USAGE, ExitCode.CONFIG, ExitCode.TOKEN, ExitCode.DATABASE)
    from bot.cli.workers import run_workers

    code = finish(run_workers(settings, arguments, workers, hopeless))
    if code:
        raise typer.Exit(code)


@cli.command()
def demo(
    context: typer.Context,
    story: Annotated[
        bool, typer.Option("--story", help="Play one scripted conversation in the terminal, then end.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page is served; 0 takes any free port.")
    ] = 8080,
) -> None:
    """Try it: the real bot against a simulated Telegram, with a page in the browser. No token, no network.

    Example: `brobygger demo --port 8090`

    Example: `brobygger demo --story`
    """
    start_log(context.obj, LogLevel.WARNING)
    from bot.cli.demo import demo as run_demo
    from bot.cli.demo import play_story

    if story:
        teller = StoryTeller(make_console())
        finish(play_story(teller.tell))
        teller.end()
        return
    try:
        finish(run_demo(port, say_ready))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        complain(f"Port {port} can't be used here. Any free one will do: brobygger demo --port 0")
        raise typer.Exit(ExitCode.USAGE) from None


@cli.command()
def check(context: typer.Context) -> None:
    """Look whether the service can run: configuration, database, token, groups and the bot's rights in them.

    Nothing is changed and nobody is written to.

    Example: `brobygger --config /etc/brobygger/config.toml check`
    """
    settings = load_real_settings(context.obj)
    start_log(context.obj, LogLevel.WARNING)
    from bot.cli import check as checking

    findings = finish(checking.check(settings))
    show_findings(make_console(), findings)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(ExitCode.CHECK)


@cli.command()
def hours(context: typer.Context) -> None:
    """Show when each team is open in the coming four weeks: the configuration's hours, then what staff changed.

    Public holidays, closed days and seasons are in it, so a mistake in them shows.

    Example: `brobygger hours`
    """
    settings = settings_beside(context.obj)
    from bot.cli import views

    weeks = finish(views.hours(settings))
    console = make_console()
    console.print(f"The coming four weeks, on the clock of {settings.service.time_zone}.", soft_wrap=True)
    for table in weeks.tables:
        show_timetable(console, table)
    if weeks.changes:
        console.print("Changed by staff:")
    for change in weeks.changes:
        console.print(f"  {change}", soft_wrap=True)
    if weeks.findings:
        show_findings(console, weeks.findings)


@cli.command()
def stats(
    context: typer.Context,
    period: Annotated[
        list[str] | None,
        typer.Argument(help="week, last month, 2026, 10.2026, 1.10-31.10 or all; this month unless said."),
    ] = None,
    by: Annotated[
        str, typer.Option(help="topic, language, team, office, hour (of the day), day, week, month or year.")
    ] = "topic",
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a CSV file; - writes to the standard output.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write an Excel workbook.")] = None,
) -> None:
    """Show how many people asked, about what, and how long they waited. Groups smaller than five are hidden.

    Everything is about the cases that were opened in the period. Nothing in it comes from what people wrote.

    Example: `brobygger stats 2026 --by month`

    Example: `brobygger stats 1.3.2026-31.8.2026 --by language --xlsx figures.xlsx`
    """
    settings = settings_beside(context.obj)
    from bot.cli import views
    from bot.features.figures import export

    table = finish(views.stats(settings, f"{' '.join(period or [])} by {by}"))
    if table is None:
        complain("This period or grouping can't be understood. For example: brobygger stats 1.10-31.10 --by language")
        raise typer.Exit(ExitCode.USAGE)
    if csv is not None and str(csv) == "-":
        typer.echo(export.to_csv(table), nl=False)
    elif csv is not None:
        csv.write_text(export.to_csv(table), "utf-8-sig", newline="")  # with the mark by which Excel knows UTF-8
    if xlsx is not None:
        xlsx.write_bytes(export.to_xlsx(table))
    if csv is None and xlsx is None:
        show_figures(make_console(), table)


@cli.command()
def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to put it.", metavar="FOLDER")] = Path("backups"),
) -> None:
    """Copy the database while the service runs, and prove that the copy is whole.

    It makes two files. The one that ends in .keys lets what waits be read: keep it in another place, and delete it
    after a week; then what people have had erased can't be read in old copies either.

    Example: `brobygger backup /mnt/backups`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    console = make_console()
    with console.status("Copying …"):
        data, keys, rows = finish(upkeep.back_up(settings, folder))
    console.print(f"{rows} rows are copied, and the copy is whole:\n  {data}\n  {keys}", soft_wrap=True)


@cli.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file that ends in .backup", metavar="FILE")],
    keys: Annotated[
        Path | None,
        typer.Option(help="The file that ends in .keys", show_default="the one beside FILE", metavar="FILE"),
    ] = None,
) -> None:
    """Fill a new database from a backup, SQLite or PostgreSQL. The service then sends nothing before staff release it.

    Example: `brobygger restore brobygger-2026-11-22-031500.backup`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    console = make_console()
    with console.status("Restoring …"):
        rows = finish(upkeep.restore(settings, file, keys))
    console.print(
        f"{rows} rows are restored. Start the service: it takes in what people write, and sends nothing but a message "
        "to the staff chat. To let it send: /release in that chat, or brobygger release",
        soft_wrap=True,
    )


@cli.command()
def release(context: typer.Context) -> None:
    """Let a service that was restored from a backup send again. Staff can do the same with /release in their chat.

    Example: `brobygger release`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    if not finish(upkeep.release(settings)):
        complain("Nothing is held back: this is for after `brobygger restore`.")
        raise typer.Exit(ExitCode.USAGE)


queue = typer.Typer(help="What could not be sent or read and was set aside: list it, try it again, give it up.")
cli.add_typer(queue, name="queue", invoke_without_command=True)


@queue.callback()
def list_queue(context: typer.Context) -> None:
    """List what could not be sent or read and was set aside; then try it again or give it up.

    Example: `brobygger queue`

    Example: `brobygger queue retry out-12`

    Example: `brobygger queue drop all`
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    show_aside(make_console(), finish(upkeep.list_aside(settings)), settings.service.time_zone)


AsideNames = Annotated[list[str], typer.Argument(help="Names as `brobygger queue` shows them, or: all", metavar="NAME")]


@queue.command("retry")
def retry_queue(context: typer.Context, names: AsideNames) -> None:
    """Try again to send or to read it. A service that runs does so within a second.

    Example: `brobygger queue retry out-12 in-34`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    refuse_unknown(finish(upkeep.retry_aside(settings, names)))


@queue.command("drop")
def drop_queue(
    context: typer.Context,
    names: AsideNames,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Give it up, and erase what it said. This can't be undone.

    Example: `brobygger queue drop out-12`
    """
    settings = settings_beside(context.obj)
    if not yes:
        typer.confirm("Erase it for good?", abort=True)
    from bot.cli import maintenance as upkeep

    refuse_unknown(finish(upkeep.drop_aside(settings, names)))


@cli.command()
def retention(context: typer.Context) -> None:
    """Show how long things are kept, and what the runs of the last days have deleted.

    Example: `brobygger retention`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    runs = finish(upkeep.retention_runs(settings, RETENTION_DAYS))
    show_retention(make_console(), settings.retention.model_dump(), runs)


@cli.command()
def erase(
    context: typer.Context,
    pseudonym: Annotated[str, typer.Argument(help='The made-up name in the volunteers\' group, like "Blue Heron".')],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person who asked for it in another way than by /forget in the chat.

    Everything of theirs is deleted, here and, as far as Telegram allows, in the chats. They are told.

    Example: `brobygger erase "Blue Heron"`
    """
    settings = settings_beside(context.obj)
    from bot.cli import maintenance as upkeep

    found = finish(upkeep.find_contact(settings, pseudonym))
    if found is None:
        complain(f"There is nobody called {pseudonym}. Copy the name as it stands in the volunteers' group.")
        raise typer.Exit(ExitCode.USAGE)
    if not found.erasing:
        cases = f"{found.cases} case{'' if found.cases == 1 else 's'}"
        if not yes and not typer.confirm(f"Erase {pseudonym} with {cases}? This can't be undone."):
            typer.echo("Nothing is erased.")
            return
        finish(upkeep.ask_erasure(settings, pseudonym))
    typer.echo("Erased within a minute if the service runs, else as soon as it is started.")


@cli.command()
def broadcast(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="One text for each language: news.en.txt news.ar.txt")],
    to: Annotated[
        list[str] | None,
        typer.Option(help="Only these: language=ar, topic=work, office=Oslo, days=30 (wrote lately)."),
    ] = None,
    at: Annotated[
        str, typer.Option(help='When, like "tomorrow 10:00" or "2026-12-24 18:00".', show_default="now")
    ] = "",
    fallback: Annotated[
        str,
        typer.Option(help="Whose text people get who have none in their language.", show_default="the first file's"),
    ] = "",
    at_night: Annotated[bool, typer.Option("--at-night", help="Also between 21 and 8 o'clock.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show who would get what, and send nothing.")] = False,
) -> None:
    """Send news to everybody who agreed to news. The running service sends it; this shows how far it is.

    Above `staff.second_confirmation_above` people somebody in the staff chat has to agree.

    Example: `brobygger broadcast news.en.txt news.ar.txt --to topic=work --dry-run`
    """
    settings = settings_beside(context.obj)
    from bot.cli import broadcasts as mailing

    try:
        wanted = mailing.read_wanted(settings, files, to or [], at, fallback, at_night)
        done = finish(mailing.send(make_console(), settings, wanted, dry_run=dry_run))
    except mailing.NotUsable as reason:
        complain(str(reason))
        raise typer.Exit(ExitCode.USAGE) from None
    if not done:
        raise typer.Exit(ExitCode.NOT_SENT)


@cli.command()
def version() -> None:
    """Say which version this is, and which Python runs it.

    Example: `brobygger version`
    """
    typer.echo(describe_version())


def main() -> None:
    """The command `brobygger`. Ends the process with an ExitCode, and shows nobody a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal shows "?" for letters that it does not know
    try:
        cli(prog_name="brobygger")
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        sys.exit(explain(error))


def describe_version() -> str:
    """As in "brobygger 0.1.0 (Python 3.13.1)". A checkout's pyproject.toml knows, elsewhere the wheel's metadata."""
    import platform

    project = ROOT / "pyproject.toml"
    if project.is_file():
        import tomllib

        number = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    else:
        from importlib import metadata

        number = metadata.version("brobygger")
    return f"brobygger {number} (Python {platform.python_version()})"


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def complain(text: str) -> None:
    typer.echo(text, err=True)


def refuse_unknown(names: list[str]) -> None:
    """Names that nothing has: the rest was done."""
    if names:
        complain(f"Nothing of this name was set aside: {', '.join(names)}. Look at: brobygger queue")
        raise typer.Exit(ExitCode.USAGE)


def explain(error: Exception) -> ExitCode:
    """Say on stderr what is wrong and what to do about it."""
    match find_cause(error):
        case ConfigError(faults=faults):
            complain("The configuration can't be used:")
            for number, fault in enumerate(faults, 1):
                complain(f"{number:3}. {fault}")
            return ExitCode.CONFIG
        case TokenRevoked():
            complain(
                "Telegram refuses the bot's token. Ask @BotFather for a new one (/token), put it in the place of the "
                "old one and start again. Nothing is lost: what waits is sent then."
            )
            return ExitCode.TOKEN
        case KeyFault() as fault:
            complain(f"The master key can't be used: {fault}")
            return ExitCode.DATABASE
        case StoreError() as fault:
            complain(f"The database can't be used: {fault}")
            return ExitCode.DATABASE
        case OSError(errno=errno.EADDRINUSE | errno.EADDRNOTAVAIL):
            complain(
                "Another program has the address that the configuration names under `listen`, or this computer does "
                "not have that address. Name another one, or end the other program."
            )
            return ExitCode.UNEXPECTED
        case cause:
            from bot.log import describe

            complain(f"Something unexpected happened: {describe(cause)}")
            complain(f"Please report it, with the line above and this one: {describe_version()}")
            return ExitCode.UNEXPECTED


def find_cause(error: BaseException) -> BaseException:
    """The error to explain: out of a group the one that we know how to name, else the first."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    causes = [find_cause(part) for part in error.exceptions]
    return next((cause for cause in causes if isinstance(cause, BotError)), causes[0])
