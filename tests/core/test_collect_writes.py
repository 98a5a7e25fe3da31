"""Writes that wait for one another, and what becomes of them."""

from contextlib import suppress

import pytest

from core.collecting import collecting, hand, write_out

Call = tuple[str, list[int]]


class Writers:
    """Two that note what they were given."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def first(self, items: list[int]) -> None:
        self.calls.append(("first", items))

    def second(self, items: list[int]) -> None:
        self.calls.append(("second", items))

    def passes_on(self, items: list[int]) -> None:
        self.calls.append(("passes_on", items))
        for item in items:
            hand(self.first, item)


@pytest.fixture
def writers() -> Writers:
    return Writers()


def test_alone_each_is_written_at_once(writers: Writers) -> None:
    hand(writers.first, 1)
    hand(writers.first, 2)
    assert writers.calls == [("first", [1]), ("first", [2])]


def test_collected_they_are_written_together_when_the_block_ends_in_order(writers: Writers) -> None:
    # A bound method is made anew each time it is named, and still is the same writer.
    with collecting():
        hand(writers.second, 1)
        hand(writers.first, 2)
        hand(writers.second, 3)
        assert writers.calls == []
    assert writers.calls == [("second", [1, 3]), ("first", [2])]


def test_afterwards_each_is_written_at_once_again(writers: Writers) -> None:
    with collecting():
        hand(writers.first, 1)
    hand(writers.first, 2)
    assert writers.calls == [("first", [1]), ("first", [2])]


def test_what_a_writer_hands_on_is_written_as_well_and_together(writers: Writers) -> None:
    with collecting():
        hand(writers.passes_on, 1)
        hand(writers.passes_on, 2)
    assert writers.calls == [("passes_on", [1, 2]), ("first", [1, 2])]


def test_an_exception_discards_what_waits(writers: Writers) -> None:
    with suppress(ZeroDivisionError), collecting():
        hand(writers.first, 1)
        raise ZeroDivisionError
    assert writers.calls == []
    hand(writers.first, 2)
    assert writers.calls == [("first", [2])]


def test_a_block_inside_another_waits_with_it(writers: Writers) -> None:
    with collecting():
        with collecting():
            hand(writers.first, 1)
        assert writers.calls == []
        hand(writers.first, 2)
    assert writers.calls == [("first", [1, 2])]


def test_what_waits_can_be_written_early_and_once(writers: Writers) -> None:
    with collecting():
        hand(writers.first, 1)
        write_out()
        assert writers.calls == [("first", [1])]
    assert writers.calls == [("first", [1])]
