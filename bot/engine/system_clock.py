"""The machine's clock: the only place outside the simulator that reads the time of day."""

import time


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000
