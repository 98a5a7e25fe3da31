"""The edition of what is set up: a mark that changes with every change of it, and with nothing else."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

RENEW = """
    INSERT INTO accounts_edition (id, mark) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
"""


def renews_edition(*columns: str) -> pgtrigger.Trigger:
    """With every change of the table, or of these columns of it, another edition holds.

    Two changes wait for each other until they are committed, so the table is one that is seldom changed.
    """
    change = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update  # type: ignore[no-untyped-call]
    return pgtrigger.Trigger(
        name="renews_edition",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.Truncate | change,
        func=RENEW,
    )


class Edition(models.Model):
    """Which state of branches, people, rules and letters holds; one row, written by the database itself.

    Who reads the mark and finds it as it was knows that nothing of these has changed, for a change and its
    mark are committed together.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    mark = models.UUIDField(_("mark"))

    class Meta:
        verbose_name = _("edition of what is set up")
        verbose_name_plural = _("editions of what is set up")

    def __str__(self) -> str:
        return str(self.mark)
