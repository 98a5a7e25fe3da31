"""The measurement of bench/worktime.py, run in the environment of the peers."""

import argparse
import json
import platform
import time
from collections.abc import Sequence
from typing import Any

from bench.worktime_inputs import HOUR, LONGEST, WITH_LUNCH, WITHOUT_LUNCH, Stretch, calendar, stretches
from bench.worktime_peers import (
    BUSINESS_DURATION,
    BUSINESSTIMEDELTA,
    Question,
    business_duration_between,
    businesstimedelta_add,
    businesstimedelta_between,
    businesstimedelta_rules,
)
from core.worktime import Timetable, compile_calendar

AIM = 100
NO_LUNCH = "between without lunch break"
SPANS_IN_HOURS = (1, 24, 240, 1440)
CANNOT = {
    BUSINESSTIMEDELTA: "make-up days: every date off, weekends included, is given to it as a holiday",
    BUSINESS_DURATION: "lunch breaks: asked once for each window and added, and again on 09:00-18:00 alone;"
    " make-up days: every date off is given to it as a holiday; zones: naive local times; add: not compared",
}


def ours_add(clock: Timetable) -> Question:
    return lambda stretch: clock.add(stretch.start, stretch.open_seconds)


def ours_between(clock: Timetable) -> Question:
    return lambda stretch: clock.between(stretch.start, stretch.end)


def per_second(question: Question, inputs: Sequence[Stretch], rounds: int) -> float:
    """The best of so many rounds over all inputs."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for stretch in inputs:
            question(stretch)
        best = min(best, time.perf_counter() - began)
    return len(inputs) / best


def race(ours: Question, peer: Question, inputs: Sequence[Stretch], rounds: int) -> dict[str, Any]:
    """Both on the same inputs, warm; how often the answers differ comes first."""
    answers = [(ours(stretch), peer(stretch)) for stretch in inputs]
    fast, slow = per_second(ours, inputs, rounds), per_second(peer, inputs, max(1, rounds // 2))
    return {
        "inputs": len(inputs),
        "different_answers": sum(mine != theirs for mine, theirs in answers),
        "ours_per_second": round(fast),
        "peer_per_second": round(slow, 1),
        "times_faster": round(fast / slow),
    }


def entrants() -> dict[str, tuple[Timetable, Question, Question]]:
    """Who runs against whom, and on which calendar."""
    lunch, plain = (compile_calendar(calendar(hours)) for hours in (WITH_LUNCH, WITHOUT_LUNCH))
    rules = businesstimedelta_rules()
    return {
        f"add, {BUSINESSTIMEDELTA}": (lunch, ours_add(lunch), businesstimedelta_add(rules)),
        f"between, {BUSINESSTIMEDELTA}": (lunch, ours_between(lunch), businesstimedelta_between(rules)),
        f"between, {BUSINESS_DURATION}": (lunch, ours_between(lunch), business_duration_between(WITH_LUNCH)),
        f"{NO_LUNCH}, {BUSINESS_DURATION}": (
            plain,
            ours_between(plain),
            business_duration_between(WITHOUT_LUNCH),
        ),
    }


def races(number: int, rounds: int, seed: int, shortest: int, longest: int) -> dict[str, dict[str, Any]]:
    return {
        name: race(ours, peer, stretches(clock, number, seed, shortest=shortest, longest=longest), rounds)
        for name, (clock, ours, peer) in entrants().items()
    }


def measure(*, number: int, peer_number: int, rounds: int, seed: int) -> dict[str, Any]:
    clock = compile_calendar(calendar(WITH_LUNCH))
    alone = stretches(clock, number, seed)
    mixed = races(peer_number, rounds, seed, HOUR, LONGEST)
    by_span = {
        f"{hours} h": races(max(1, peer_number // 4), rounds, seed, hours * HOUR, hours * HOUR)
        for hours in SPANS_IN_HOURS
    }
    everything = [row for rows in (mixed, *by_span.values()) for row in rows.values()]
    return {
        "bench": "worktime",
        "python": platform.python_version(),
        "calendar": "Asia/Shanghai, 09:00-12:00 and 13:30-18:00, PRC holidays and make-up days 2024-2026",
        "exceptions": len(calendar(WITH_LUNCH).exceptions),
        "spans": "an hour to 60 days, every length equally likely",
        "inputs": number,
        "add_per_second": round(per_second(ours_add(clock), alone, rounds)),
        "between_per_second": round(per_second(ours_between(clock), alone, rounds)),
        "times_faster_than_the_fastest_peer": min(
            row["times_faster"] for name, row in mixed.items() if not name.startswith(NO_LUNCH)
        ),
        "times_faster_without_lunch": min(
            row["times_faster"] for name, row in mixed.items() if name.startswith(NO_LUNCH)
        ),
        "aim": AIM,
        "identical": not any(row["different_answers"] for row in everything),
        "cannot": CANNOT,
        "races": mixed,
        "by_span": by_span,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Working time per second, against two packages.")
    parser.add_argument("--inputs", type=int, default=5000, help="stretches for the product alone")
    parser.add_argument("--peer-inputs", type=int, default=200, help="stretches that the peers answer too")
    parser.add_argument("--rounds", type=int, default=6, help="the best round counts; peers get half as many")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures = measure(
        number=max(given.inputs, given.peer_inputs),
        peer_number=given.peer_inputs,
        rounds=given.rounds,
        seed=given.seed,
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
