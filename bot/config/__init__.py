"""The configuration: one TOML file, read into frozen settings, with every fault at once.

`config.example.toml` is the handbook: every key, its default and what it is for. Secrets stay outside that file: in
the environment, or in files of their own which it names.
"""

from bot.config.examples import refuse_example_values
from bot.config.load import load_settings
from bot.config.settings import (
    BUILT_IN_TOPICS,
    URGENT_TOPICS,
    Endpoint,
    Health,
    Hours,
    Season,
    Service,
    Settings,
    Staff,
    Storage,
    Team,
    Telegram,
    Topic,
    Webhook,
)

__all__ = [
    "BUILT_IN_TOPICS",
    "URGENT_TOPICS",
    "Endpoint",
    "Health",
    "Hours",
    "Season",
    "Service",
    "Settings",
    "Staff",
    "Storage",
    "Team",
    "Telegram",
    "Topic",
    "Webhook",
    "load_settings",
    "refuse_example_values",
]
