from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    """Tickets in the order of registration, newest first.

    By the row's number alone: registrations share a second, and a page that ends in one would repeat some.
    """

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """A cursor nobody gave out is a wrong parameter, not a missing page."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise ValidationError({self.cursor_query_param: [str(error)]}) from error
        if cursor and cursor.position is not None and not str(cursor.position).isdecimal():
            raise ValidationError({self.cursor_query_param: [str(self.invalid_cursor_message)]})
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As OpenAPI 3.1 writes it; the framework still speaks 3.0."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            page["properties"][name] = {"type": ["string", "null"], "format": "uri"}
        return page


class InOrder(NewestFirst):
    """Log entries from the first on, so that reading on from the last cursor gives what is new."""

    ordering = "number"
