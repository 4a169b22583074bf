"""Telegram, spoken through its Bot API."""

import os

# python-telegram-bot still hands out durations as numbers, with a deprecation warning at each look. This is its own
# switch to the coming behaviour (`datetime.timedelta`), and it reads it from nowhere else.
os.environ["PTB_TIMEDELTA"] = "true"
