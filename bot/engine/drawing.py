"""Having a picture drawn by a process of its own.

matplotlib takes seventy megabytes and a second of work: neither belongs into the process that carries messages. The
other process gets numbers and labels, nothing of our environment, a bounded time and bounded memory.
"""

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bot.features.figures.texts import Chart
from bot.kernel.errors import BotError

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
"""How long it may take; two seconds are usual."""


class NotDrawn(BotError):
    """There is no picture: it took too long, or the other process ended without one."""


async def draw(chart: Chart) -> bytes:
    """A PNG. Raises NotDrawn."""
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.features.figures.chart"),
            cwd=ROOT,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": folder,
                "MPLCONFIGDIR": folder,
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(SECONDS):
                picture, _nothing = await process.communicate(json.dumps(asdict(chart)).encode())
        except TimeoutError:
            raise NotDrawn("drawing took too long") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0 or not picture.startswith(b"\x89PNG"):
        raise NotDrawn("no picture was drawn")
    return picture
