"""A stand-in for Telegram: the Bot API over HTTP, and people who can be played. See docs/simulator.md."""
