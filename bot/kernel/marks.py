"""The reactions that show on a person's own message what became of it.

All three are in the list of emoji that Telegram lets bots react with (Bot API, ReactionTypeEmoji). They were
chosen to be kind in every culture that we serve: no hand signs.
"""

WAITING = "✍"  # kept; not yet on the other side
DELIVERED = "🕊"  # carried across
FAILED = "💔"  # could not be carried across; a sentence says why

FALLBACK_TEXT = {WAITING: "✍", DELIVERED: "✓", FAILED: "✗"}
"""What a short reply shows in a group in which reactions are off."""
