"""Keeping the queue's filters and columns under a name, for oneself or for the branch."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, NotAllowed, NotFound
from tickets.looks import AT_REST, Look
from tickets.models import SavedView
from tickets.policies import view_policy
from tickets.selectors.tickets import QueueFilters

MOST = 10  # own, and shared by a branch: each is counted whenever the navigation is drawn


class NoSuchView(NotFound):
    code = "no_such_view"
    message = _("This view is no longer there, or it is somebody else's.")


class ViewNeedsName(BadInput):
    code = "view_needs_name"
    message = _("Enter a name for the view.")


class ViewNameTaken(BadInput):
    code = "view_name_taken"
    message = _("There is a view of this name already. Choose another name.")


class NothingNarrowed(Conflict):
    code = "nothing_narrowed"
    message = _("Nothing is filtered. Choose filters in the queue, then save them as a view.")


class TooManyViews(Conflict):
    code = "too_many_views"
    message = _("There are {most} views already. Delete one that is not used, then save this one.")


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    name: str,
    filters: QueueFilters,
    look: Look = AT_REST,
    is_shared: bool,
    now: datetime,
) -> SavedView:
    """Keep `filters` and `look` for oneself, or `is_shared` for everybody of one's branch.

    "Mine" stays a word: in a shared view it is each reader's own. Raises NotAllowed, ViewNeedsName,
    ViewNameTaken, NothingNarrowed, TooManyViews.
    """
    if not actor.is_staff:
        raise NotAllowed(permission="save_view")
    view = SavedView(made_by_id=actor.pk or 0, branch_id=actor.branch_id if is_shared else None, made_at=now)
    if is_shared:
        view_policy.require(actor, "share", view)
    view.filters = {key: value for key, value in asdict(filters).items() if value}
    view.look = look.facts()
    if not view.filters:
        raise NothingNarrowed
    beside = {"branch": view.branch_id} if is_shared else {"branch": None, "made_by": actor.pk}
    if SavedView.objects.filter(**beside).count() >= MOST:
        raise TooManyViews(most=MOST)
    return _named(view, name)


@transaction.atomic
def rename_view(*, actor: Actor, view_id: int, name: str) -> SavedView:
    """Raises NoSuchView, ViewNeedsName, ViewNameTaken."""
    return _named(_editable(actor, view_id), name)


@transaction.atomic
def keep_look(*, actor: Actor, view_id: int, look: Look) -> SavedView:
    """Its columns and order from now on, for everybody who uses it. Raises NoSuchView."""
    view = _editable(actor, view_id)
    view.look = look.facts()
    view.save(update_fields=["look"])
    return view


@transaction.atomic
def remove_view(*, actor: Actor, view_id: int) -> None:
    """The tickets stay; only the name for them goes. Raises NoSuchView."""
    _editable(actor, view_id).delete()


def _editable(actor: Actor, view_id: int) -> SavedView:
    view = SavedView.objects.select_for_update(no_key=True).filter(pk=view_id).first()
    if view is None or not view_policy.allows(actor, "edit", view):
        raise NoSuchView
    return view


def _named(view: SavedView, name: str) -> SavedView:
    view.name = " ".join(name.replace("\0", "").split())[:60]
    if not view.name:
        raise ViewNeedsName(fields={"name": [str(ViewNeedsName.message)]})
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as clash:  # of two who choose one name at once, the database lets one through
        raise ViewNameTaken(fields={"name": [str(ViewNameTaken.message)]}) from clash
    return view
