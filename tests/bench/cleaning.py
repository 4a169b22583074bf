"""How long cleaning takes, and how much memory its processes have: `python -m tests.bench.cleaning`."""

import asyncio
import io
import sys
import time
from pathlib import Path

from PIL import Image

from bot.cleaning.pool import CleaningPool
from tests import files

TIMES = 20


def photo() -> bytes:
    """Two megapixels with a camera's noise."""
    size = (1632, 1224)
    noisy = Image.blend(files.picture(1, size=size), Image.effect_noise(size, 40).convert("RGB"), 0.2)
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=87, exif=files.exif())
    return out.getvalue()


def resident(process: int) -> float:
    """Megabytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


async def measure() -> None:
    pool = CleaningPool()
    began = time.perf_counter()
    await pool.clean(files.jpeg())
    sys.stdout.write(f"the first file, with the start of a process: {(time.perf_counter() - began) * 1000:.0f} ms\n")
    corpus = {
        "JPEG of 2 megapixels": photo(),
        "PDF of 3 pages": files.pdf(pages=3),
        "Word document": files.docx(),
        "voice": files.voice(),
        "video": files.video(),
    }
    for name, content in corpus.items():
        taken = []
        for _ in range(TIMES):
            began = time.perf_counter()
            await pool.clean(content)
            taken.append(time.perf_counter() - began)
        sys.stdout.write(f"{name}: {sorted(taken)[TIMES // 2] * 1000:.0f} ms, at most {max(taken) * 1000:.0f} ms\n")
    await asyncio.gather(*(pool.clean(corpus["JPEG of 2 megapixels"]) for _ in range(4)))
    sizes = ", ".join(f"{resident(process):.0f} MB" for process in pool.processes)
    sys.stdout.write(f"resident: {sizes}\n")
    await pool.close()


if __name__ == "__main__":
    asyncio.run(measure())
