from collections.abc import Iterable

from tickets.models import LogText

Place = tuple[int, int]  # ticket, and number within its log


def words_at(places: Iterable[tuple[int, int | None]]) -> dict[Place, str]:
    """What was written in the entries at these places; one query, none for none. Erased words are empty."""
    wanted = {(ticket_id, number) for ticket_id, number in places if number}
    if not wanted:
        return {}
    rows = LogText.objects.filter(
        entry__ticket__in={ticket_id for ticket_id, _number in wanted},
        entry__number__in={number for _ticket_id, number in wanted},
    )
    values = rows.values_list("entry__ticket", "entry__number", "words")
    return {(ticket_id, number): words for ticket_id, number, words in values}
