"""What a person's open tickets weigh, kept as sums: naming an owner would else read every open ticket."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.choices import State
from tickets.choosing import WEIGHTS

EACH = 64  # so many lines are added before somebody adds them up

# What a row of tickets weighs whatever the time; that its deadline is near or past is read when asked.
POINTS = (
    f"CASE WHEN {{row}}.state = '{State.CLOSED}' THEN 0"
    f" WHEN {{row}}.is_paused OR {{row}}.state = '{State.RESOLVED}' THEN {WEIGHTS['waiting']}"
    f" ELSE {WEIGHTS['open']} END"
)

WHAT_IT_WEIGHS = pgtrigger.UpdateOf("owner_id", "state", "is_paused")  # type: ignore[no-untyped-call]
NOTE_CHANGE = f"""
    WITH added AS (
        INSERT INTO tickets_loadline (person_id, points)
        SELECT person, sum(points)
        FROM (VALUES (OLD.owner_id, -({POINTS.format(row="OLD")})),
                     (NEW.owner_id, {POINTS.format(row="NEW")})) AS change (person, points)
        WHERE person IS NOT NULL
        GROUP BY person HAVING sum(points) <> 0
        RETURNING id
    )
    SELECT bool_or(id % {EACH} = 0) INTO is_time FROM added;
    IF is_time THEN
        WITH gone AS (
            DELETE FROM tickets_loadline
            WHERE id IN (SELECT id FROM tickets_loadline FOR UPDATE SKIP LOCKED)
            RETURNING person_id, points
        )
        INSERT INTO tickets_loadline (person_id, points)
        SELECT person_id, sum(points) FROM gone GROUP BY person_id HAVING sum(points) <> 0;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - states and weights of our own


def keeps_loads() -> pgtrigger.Trigger:
    """The database notes what any change of a ticket means for its owner's load, whoever makes it.

    Lines are only added and nobody waits for another; whoever adds the last of `EACH` adds up what he can
    have at once.
    """
    return pgtrigger.Trigger(
        name="keeps_loads",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Delete | WHAT_IT_WEIGHS,
        declare=[("is_time", "boolean")],
        func=NOTE_CHANGE,
    )


class LoadLine(models.Model):
    """By how many points a person's load changed; all his lines together are what his open tickets weigh.

    No reference that the database checks: the ticket's owner is one, and a check would lock his row.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        verbose_name=_("person"),
    )
    points = models.IntegerField(_("points"))

    class Meta:
        verbose_name = _("line of a load")
        verbose_name_plural = _("lines of loads")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.points:+}"
