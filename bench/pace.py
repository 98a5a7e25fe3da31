"""How fast the machine is just now: what differs from machine to machine, and from hour to hour, by half."""

import time

CALLS, TRIES = 500_000, 5


class _Answering:
    def answer(self, value: int) -> int:
        return value


def pace() -> float:
    """Million calls of a method a second, the best of some tries; figures are compared beside it."""
    ask, best = _Answering().answer, float("inf")
    for _ in range(TRIES):
        began = time.perf_counter()
        for number in range(CALLS):
            ask(number)
        best = min(best, time.perf_counter() - began)
    return round(CALLS / best / 1e6, 1)
