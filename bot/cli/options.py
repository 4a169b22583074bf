"""What every command begins and ends with: the options before its name, the settings, the log, the event loop."""

import os
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.kernel.errors import ConfigError

if TYPE_CHECKING:
    from bot.config import Settings

T = TypeVar("T")


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Options:
    """What was given before the command's name; `log_level` is None when it was not."""

    config: Path
    log_level: LogLevel | None


def load_real_settings(options: Options) -> "Settings":
    """The settings of a real service. Raises ConfigError, also for example values that were left in place."""
    settings = load_settings_file(options)
    from bot.config import refuse_example_values

    refuse_example_values(settings)
    return settings


def settings_beside(options: Options) -> "Settings":
    """The settings for a command beside the service, which logs only what goes wrong. Raises ConfigError."""
    settings = load_settings_file(options)
    start_log(options, LogLevel.WARNING)
    return settings


def load_settings_file(options: Options) -> "Settings":
    """The settings as they stand in the file. Raises ConfigError."""
    if not options.config.is_file():
        raise ConfigError(
            [f"{options.config}: there is no such file. Begin with: cp config.example.toml {options.config}"]
        )
    from bot.config import load_settings

    return load_settings(options.config, os.environ)


def start_log(options: Options, default: LogLevel) -> None:
    from bot.log import configure_logging

    configure_logging((options.log_level or default).upper())


def finish(work: Coroutine[object, object, T]) -> T:
    import asyncio

    return asyncio.run(work)
