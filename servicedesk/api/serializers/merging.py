from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from servicedesk.api.serializers.actions import Body


class MergeBody(serializers.Serializer[Body]):
    into = serializers.CharField(max_length=40, help_text=_("Number of the ticket that remains"))


class NothingBody(serializers.Serializer[Body]):
    """This action needs no content."""
