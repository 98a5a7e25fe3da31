"""Canned replies for other systems: kept by whoever writes the texts, offered where a reply is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from core.errors import BadInput
from notifications.mail.recipients import customer_of
from servicedesk.api.filters import StrictFilters
from servicedesk.api.pagination import NewestFirst
from servicedesk.api.permissions import Scopes
from servicedesk.api.serializers.canned import CannedReplyBody, CannedReplySerializer, OfferSerializer
from servicedesk.api.serializers.rules import NothingBody
from servicedesk.api.versions import require_record_version
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView
from tickets.models import CannedReply
from tickets.selectors.canned import canned_replies, get_reply, offers_for
from tickets.selectors.tickets import get_ticket
from tickets.services.canned import ReplyHasChanged, ReplyWish, remove_reply, save_reply

CANNED: Scopes = {
    "GET": (Scope.CANNED_READ,),
    "HEAD": (Scope.CANNED_READ,),
    "POST": (Scope.CANNED_READ, Scope.CANNED_WRITE),
}


class CannedView(ApiView):
    scopes: ClassVar[Scopes] = CANNED

    def keep(self, body: Mapping[str, Any], reply_id: int | None, seen: int, now: datetime) -> CannedReply:
        branch = body["branch"]
        wish = ReplyWish(body["name"], branch.pk if branch else None, body["texts"])
        try:
            return save_reply(actor=self.actor, reply_id=reply_id, wish=wish, seen=seen, now=now)
        except BadInput as error:  # the form has a field for each language, the body one object
            error.fields = {name.replace("text_", "texts/"): said for name, said in error.fields.items()}
            raise

    def found(self, request: Request, record_id: int) -> CannedReply:
        """The reply, as the caller has read it, if he says so."""
        reply = get_reply(actor=self.actor, reply_id=record_id)
        require_record_version(request, etag=etag_of(reply), version=reply.version, stale=ReplyHasChanged)
        return reply


def etag_of(reply: CannedReply) -> str:
    return f'"canned.{reply.pk}.{reply.version}"'


def shown(reply: CannedReply, *, status: int = 200, **headers: str) -> Response:
    headers["ETag"] = etag_of(reply)
    return Response(CannedReplySerializer(reply).data, status=status, headers=headers)


class CannedRepliesView(CannedView, ListView[CannedReply]):
    queryset = CannedReply.objects.none()  # for the schema; `get_queryset` says what is shown
    serializer_class = CannedReplySerializer
    request_body = CannedReplyBody
    answers = {"GET": (200, CannedReplySerializer), "POST": (201, CannedReplySerializer)}
    pagination_class = NewestFirst
    filter_backends = (StrictFilters,)
    operation = "canned_replies"

    def get_queryset(self) -> QuerySet[CannedReply]:
        return canned_replies(self.actor).order_by("-pk")

    def get(self, _request: Request) -> Response:
        """List canned replies, the newest first, one page at a time."""
        return self.listed()

    def post(self, request: Request) -> Response:
        """Keep a new canned reply; without a branch it is the token's, or of the whole house."""
        return self.once(request, lambda now: self.write(request, now))

    def write(self, request: Request, now: datetime) -> Response:
        own = {"branch": self.actor.branch_id} if self.actor.branch_id else {"branch": None}
        given = request.data if isinstance(request.data, Mapping) else {}
        reply = self.keep(self.content({**own, **given}), None, 0, now)
        return shown(reply, status=201, Location=reverse("api:canned-reply", args=[reply.pk]))


class CannedReplyView(CannedView):
    request_body = CannedReplyBody
    answers = {"GET": (200, CannedReplySerializer), "POST": (200, CannedReplySerializer)}
    operation = "canned_reply"

    def get(self, _request: Request, record_id: int) -> Response:
        """Read one canned reply."""
        return shown(get_reply(actor=self.actor, reply_id=record_id))

    def post(self, request: Request, record_id: int) -> Response:
        """Change what is sent of a canned reply; refused if somebody changed it since you read it."""
        return self.once(request, lambda now: self.change(request, record_id, now))

    def change(self, request: Request, record_id: int, now: datetime) -> Response:
        reply = self.found(request, record_id)
        body = CannedReplyBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        as_it_is = {"name": reply.name, "branch": reply.branch, "texts": reply.texts}
        given = {**as_it_is, **body.validated_data}
        given["texts"] = {**reply.texts, **given["texts"]}
        return shown(self.keep(given, record_id, reply.version, now))


class CannedReplyRemovalView(CannedView):
    """Delete a canned reply; what was written with it stays as it was."""

    request_body = NothingBody
    answers = {"POST": (200, CannedReplySerializer)}
    operation = "canned_reply_removal"

    def post(self, request: Request, record_id: int) -> Response:
        return self.once(request, lambda _now: self.remove(request, record_id))

    def remove(self, request: Request, record_id: int) -> Response:
        reply = self.found(request, record_id)
        remove_reply(actor=self.actor, reply_id=record_id, seen=reply.version)
        return Response(CannedReplySerializer(reply).data)


class OffersView(ApiView):
    """Canned replies for a ticket."""

    scopes: ClassVar[Scopes] = {
        "GET": (Scope.TICKETS_READ, Scope.CANNED_READ),
        "HEAD": (Scope.TICKETS_READ, Scope.CANNED_READ),
    }
    answers = {"GET": (200, OfferSerializer)}
    is_many = True
    operation = "ticket_canned_replies"

    def get(self, _request: Request, number: str) -> Response:
        """List those of the ticket's branch and of the house, filled in, in the customer's language."""
        ticket = get_ticket(actor=self.actor, number=number)
        offers = offers_for(self.actor, ticket, language=customer_of(ticket).language)
        return Response(OfferSerializer(offers, many=True).data)
