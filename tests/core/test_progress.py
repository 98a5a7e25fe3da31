"""A bar for whoever watches, milestones for a log file."""

from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from core.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_file_gets_a_plain_line_at_every_tenth() -> None:
    out = StringIO()
    bar = Progress(1000, label="tickets", out=OutputWrapper(out))
    for _ in range(1000):
        bar.advance()
    bar.close()
    lines = out.getvalue().splitlines()
    assert len(lines) == 10
    assert (lines[0], lines[-1]) == ("100 of 1,000 tickets", "1,000 of 1,000 tickets")


def test_a_terminal_gets_one_line_that_is_drawn_again() -> None:
    out = Terminal()
    bar = Progress(3, label="tickets", out=OutputWrapper(out))
    for _ in range(3):
        bar.advance()
    bar.close()
    assert out.getvalue().splitlines()[-1].endswith(f"[{'#' * 30}] 3 of 3 tickets")
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize("out", [StringIO(), Terminal()])
def test_nothing_to_do_is_no_error(out: StringIO) -> None:
    Progress(0, label="tickets", out=OutputWrapper(out)).close()
