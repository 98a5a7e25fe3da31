from typing import TypeVar

from django.db.models import Model
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from servicedesk.api.views.base import ApiView

Row = TypeVar("Row", bound=Model)


class ListView(ApiView, GenericAPIView[Row]):
    """A list in pages: `get_queryset` says which rows, the filter which of them, the cursor which page."""

    is_many = True

    def listed(self) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
