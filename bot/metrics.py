"""What is counted while the service runs, for Prometheus. Labels come from closed sets: nothing personal fits."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

REGISTRY = CollectorRegistry()
"""Ours alone: what libraries count stays out of it."""

UPDATES = Counter(
    "brobygger_updates",
    "Updates that were dealt with: acted_on, not_for_us (a group's own talk), or quarantined (can't be read).",
    ["channel", "outcome"],
    registry=REGISTRY,
)
SENDS = Counter(
    "brobygger_sends",
    "Sends that have ended: sent, or why not, such as flood (429), outage, unreachable.",
    ["channel", "outcome"],
    registry=REGISTRY,
)
ROWS = Gauge(
    "brobygger_queue_rows",
    "What waits: inbox_waiting, outbox_pending, messages_held. What was set aside: inbox_quarantined, outbox_parked.",
    ["queue"],
    registry=REGISTRY,
)
LAG = Gauge(
    "brobygger_queue_lag_seconds",
    "How long the oldest row of the inbox or the outbox has been waiting.",
    ["queue"],
    registry=REGISTRY,
)
UNKNOWN = Gauge(
    "brobygger_unknown_parts",
    "What of its platforms this version does not know and has met so far. When it grows, look for a newer version.",
    registry=REGISTRY,
)
STALLED = Gauge(
    "brobygger_stalled_loops",
    "How many of the service's loops have not got on for a while. Above 0 it needs somebody.",
    registry=REGISTRY,
)


def exposition() -> bytes:
    """All of it, in the text format of Prometheus."""
    return generate_latest(REGISTRY)
