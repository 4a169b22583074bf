"""A short form of `make limits`; in a process of its own, since its clock is everybody's."""

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


async def test_the_limits_bind_and_not_one_message_is_refused() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.torture.limits", "--sends", "400"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(300):
        printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    assert "; 0 refused as too many;" in printed.decode()
