"""Comparing the kept loads with what open tickets weigh."""

import structlog
from django.db import connection, transaction

from core.turns import wait_for_turn
from tickets.choices import State
from tickets.models.load import POINTS

logger = structlog.get_logger(__name__)

# One statement sees one state of all: no change can come between the two sums.
MEND = f"""
    INSERT INTO tickets_loadline (person_id, points)
    SELECT person_id, sum(points)
    FROM (
        SELECT owner_id AS person_id, {POINTS.format(row="ticket")} AS points
        FROM tickets_ticket AS ticket WHERE state <> '{State.CLOSED}'
        UNION ALL
        SELECT person_id, -points FROM tickets_loadline
    ) AS everything
    GROUP BY person_id HAVING sum(points) <> 0
    RETURNING person_id, points
"""  # noqa: S608 - names of our own


@transaction.atomic
def mend_loads() -> dict[int, int]:
    """Make what is kept of everybody's load what his open tickets weigh (D3.3).

    Answers by how many points whose load was wrong, by his id: nothing, unless somebody changed tickets
    with the database's triggers switched off.
    """
    wait_for_turn("mend loads")
    with connection.cursor() as cursor:
        cursor.execute(MEND)
        wrong = dict(cursor.fetchall())
    if wrong:
        logger.warning("loads were not what open tickets weigh", points_by_person=wrong)
    return wrong
