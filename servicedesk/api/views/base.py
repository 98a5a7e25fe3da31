"""What all views of the API share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from core.actors import Actor
from core.errors import NotFound
from servicedesk.api.idempotency import answer_once
from servicedesk.api.permissions import Scopes

SerializerClass = type[BaseSerializer[Any]]


class ApiView(APIView):
    """Closed unless `scopes` opens a method.

    `request_body` and `answers` (method -> status and content) describe it in the schema; with `is_many`
    GET gives a list.
    """

    scopes: ClassVar[Scopes] = {}
    http_method_names = ["get", "head", "post"]
    request_body: ClassVar[SerializerClass | None] = None
    answers: ClassVar[Mapping[str, tuple[int, SerializerClass]]] = {}
    is_many: ClassVar[bool] = False
    operation: ClassVar[str] = ""

    @property
    def actor(self) -> Actor:
        """The integration that asks; HasScope has let it in."""
        actor = self.request.auth
        if not isinstance(actor, Actor):
            raise TypeError("a view of the API was reached without an actor")
        return actor

    @property
    def now(self) -> datetime:
        return timezone.now()

    def once(self, request: Request, carry_out: Callable[[datetime], Response]) -> Response:
        """What `carry_out` answers at this moment; a repeated request gets the first answer again."""
        now = self.now
        return answer_once(request, lambda: carry_out(now), now=now)

    def content(self, data: Any) -> dict[str, Any]:
        """The checked content of a POST; raises ValidationError with every field's message."""
        if self.request_body is None:
            raise TypeError("this view reads no content")
        body = self.request_body(data=data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


class UnknownAddress(ApiView):
    """Addresses below /api/v1/ that do not exist are a problem document, too."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    schema = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options"]

    def initial(self, *_args: Any, **_kwargs: Any) -> None:
        raise NotFound
