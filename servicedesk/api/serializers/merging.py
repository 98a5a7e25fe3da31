from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from servicedesk.api.serializers.actions import Body
from tickets.choices import LinkKind
from tickets.selectors.related import Related


class MergeBody(serializers.Serializer[Body]):
    into = serializers.CharField(max_length=40, help_text=_("Number of the ticket that remains"))


class LinkBody(serializers.Serializer[Body]):
    kind = serializers.ChoiceField(choices=LinkKind.choices, help_text=_("What this ticket is to the other"))
    to = serializers.CharField(max_length=40, help_text=_("Number of the other ticket"))


class LinkRemovalBody(serializers.Serializer[Body]):
    link = serializers.IntegerField(
        source="link_id", min_value=1, max_value=2**53, help_text=_("Number of the link")
    )


class WatcherBody(serializers.Serializer[Body]):
    user = serializers.IntegerField(
        source="user_id", min_value=1, max_value=2**53, help_text=_("Number of the person")
    )


class NothingBody(serializers.Serializer[Body]):
    """This action needs no content."""


class LinkSerializer(serializers.Serializer[Related]):
    """A link as this ticket sees it: with `is_source` it is the one that the kind is said of."""

    id = serializers.IntegerField(source="link_id")
    kind = serializers.ChoiceField(choices=LinkKind.choices)
    is_source = serializers.BooleanField()
    number = serializers.CharField(help_text=_("Number of the other ticket"))


class WatcherSerializer(serializers.Serializer[User]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class RelatedSerializer(serializers.Serializer[Any]):
    """What the ticket has to do with others, and who watches it."""

    links = LinkSerializer(many=True)
    watchers = WatcherSerializer(many=True)
