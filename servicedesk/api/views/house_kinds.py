"""Branches, teams, people and skills: each a list and a record of its own."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request

from accounts.models import Branch, HouseKind, Role, Skill, Team, User
from servicedesk.api.filters import YesNoFilter
from servicedesk.api.serializers import house
from servicedesk.api.views.house import HouseListView, HouseRecordView
from servicedesk.api.views.registry import RecordFilter
from servicedesk.inviting import send_invitation


class PersonFilter(RecordFilter):
    branch = django_filters.NumberFilter(field_name="branch_id")
    role = django_filters.MultipleChoiceFilter(choices=Role.choices)
    is_active = YesNoFilter(method="by_active")

    def by_active(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        return queryset.filter(is_active=value == "true")


class BranchesView(HouseListView):
    kind = HouseKind.BRANCH
    queryset = Branch.objects.none()
    record_class = serializer_class = request_body = house.BranchRecordSerializer
    answers = {"GET": (200, serializer_class), "POST": (201, serializer_class)}
    operation = "house-branches"


class TeamsView(HouseListView):
    kind = HouseKind.TEAM
    queryset = Team.objects.none()
    record_class = serializer_class = request_body = house.TeamRecordSerializer
    answers = {"GET": (200, serializer_class), "POST": (201, serializer_class)}
    operation = "house-teams"


class PeopleView(HouseListView):
    kind = HouseKind.PERSON
    queryset = User.objects.none()
    record_class = serializer_class = request_body = house.PersonRecordSerializer
    filterset_class = PersonFilter
    answers = {"GET": (200, serializer_class), "POST": (201, serializer_class)}
    operation = "house-people"
    attached_name = "person_skills"

    def keep(self, request: Request, record: Any, seen: int, now: datetime) -> Any:
        """Who is new and may sign in gets the link once he is really there."""
        person = super().keep(request, record, seen, now)
        if person.is_active:
            transaction.on_commit(partial(send_invitation, request._request, person))  # noqa: SLF001  # the plain request
        return person


class SkillsView(HouseListView):
    kind = HouseKind.SKILL
    queryset = Skill.objects.none()
    record_class = serializer_class = request_body = house.SkillRecordSerializer
    answers = {"GET": (200, serializer_class), "POST": (201, serializer_class)}
    operation = "house-skills"
    attached_name = "needs"


class BranchView(HouseRecordView):
    kind = HouseKind.BRANCH
    record_class = request_body = house.BranchRecordSerializer
    answers = {"GET": (200, record_class), "POST": (200, record_class)}
    operation = "house-branch"


class TeamView(HouseRecordView):
    kind = HouseKind.TEAM
    record_class = request_body = house.TeamRecordSerializer
    answers = {"GET": (200, record_class), "POST": (200, record_class)}
    operation = "house-team"


class PersonView(HouseRecordView):
    kind = HouseKind.PERSON
    record_class = request_body = house.PersonRecordSerializer
    answers = {"GET": (200, record_class), "POST": (200, record_class)}
    operation = "house-person"


class SkillView(HouseRecordView):
    kind = HouseKind.SKILL
    record_class = request_body = house.SkillRecordSerializer
    answers = {"GET": (200, record_class), "POST": (200, record_class)}
    operation = "house-skill"


HOUSE_VIEWS: Mapping[str, tuple[type[HouseListView], type[HouseRecordView]]] = {
    "branches": (BranchesView, BranchView),
    "teams": (TeamsView, TeamView),
    "people": (PeopleView, PersonView),
    "skills": (SkillsView, SkillView),
}
