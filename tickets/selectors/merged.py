"""Which ticket a matter is followed under after merging."""

from tickets.models import Ticket


def survivor_of(ticket: Ticket) -> Ticket:
    """The ticket under which the matter of `ticket` is followed: itself, unless it was merged.

    One query for each merge on the way; a survivor is open when it takes another in, so there is no circle.
    """
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def family_of(ticket: Ticket) -> list[int]:
    """The ids of `ticket` and of all that was merged into it, directly or through another."""
    found = [ticket.pk]
    newest = found
    while newest:
        newest = list(
            Ticket.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True)
        )
        found = found + newest
    return found
