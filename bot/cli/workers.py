"""`brobygger run --workers`: several processes that share the work."""

from collections.abc import Collection, Sequence

from bot.config import Settings
from bot.engine.processes import run_processes
from bot.engine.supervise import stop_on_signal
from bot.keys.access import access_master_key


async def run_workers(settings: Settings, arguments: Sequence[str], count: int, hopeless: Collection[int]) -> int:
    """Run so many processes, each with these arguments, until SIGTERM or SIGINT. Returns the exit code for the whole.

    A process that ends with a code in `hopeless` ends them all.
    """
    stop = stop_on_signal()
    await access_master_key(settings)  # the first run makes it: once, not in each process
    return await run_processes(arguments, count, hopeless, stop)
