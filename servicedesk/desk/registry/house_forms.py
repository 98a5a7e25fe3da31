"""The forms of the house: branches, teams, people, skills (B2.1)."""

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import Branch, Company, Skill, Team, User
from accounts.selectors.staff import possible_owners
from accounts.services.house import Skilled
from accounts.shifts import validate_shifts
from accounts.zones import known_zones
from servicedesk.desk.forms.fields import day_field
from tickets.choices import Kind, Nature
from tickets.services.skill_needs import Needs

HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–—至]\s*(\d{1,2}:\d{2})")
SPARE_NEEDS = 3


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in sorted(known_zones())])


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Whose desk it is; a branch, a person or a customer without an own zone or language goes by it."""

    language = forms.ChoiceField(label=_("Language of the house"), choices=settings.LANGUAGES)

    class Meta:
        model = Company
        fields = ("name", "phone", "zone", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["zone"] = zone_field()


class BranchForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Branch
        fields = ("name", "code", "zone", "phone", "lead", "is_default")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["zone"] = zone_field()
        people = possible_owners(self.instance) if self.instance.pk else User.objects.none()
        _people(self, "lead", people)


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Who belongs to it is said on the page of each person."""

    class Meta:
        model = Team
        fields = ("name", "branch", "lead")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[Branch]", self.fields["branch"])
        field.queryset, field.empty_label = Branch.objects.order_by("name"), None
        _people(self, "lead", User.objects.filter(is_active=True).order_by("name"))


def _people(form: forms.BaseForm, name: str, people: Any) -> None:
    field = cast("forms.ModelChoiceField[User]", form.fields[name])
    field.queryset, field.empty_label = people, str(_("Nobody"))


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument at run time
    """Teams, with their branch: each may have one of the same name."""

    def label_from_instance(self, obj: Team) -> str:
        return f"{obj.branch.name} – {obj.name}"


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One of us: where he works, what he may, what he can do, and when."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken with customers"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    also_serves = forms.TypedMultipleChoiceField(
        label=_("Also serves"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Branches beside the own one whose requests this person sees and may be given."),
    )

    team = TeamChoice(
        label=_("Team"),
        queryset=Team.objects.select_related("branch").order_by("branch__name", "name"),
        required=False,
        empty_label=_("None"),
    )

    class Meta:
        model = User
        fields = (
            "name",
            "email",
            "role",
            "department",
            "branch",
            "team",
            "also_serves",
            "language",
            "spoken",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        served = cast("forms.TypedMultipleChoiceField", self.fields["also_serves"])
        served.choices = [(branch.pk, branch.name) for branch in Branch.objects.order_by("name")]
        cast("forms.ModelChoiceField[Branch]", self.fields["branch"]).empty_label = str(_("None"))
        department = cast("forms.ChoiceField", self.fields["department"])
        department.choices = [("", _("None")), *Department.choices]
        self.days = [str(dates.WEEKDAYS[day]) for day in range(7)]
        for day, hours in enumerate(self.instance.shifts or [[]] * 7):
            self.fields[f"shift_{day}"] = forms.CharField(
                label=self.days[day], required=False, max_length=120, initial=_as_text(hours)
            )
        self._add_skills()
        if self.instance.has_chosen_language:
            self.fields["language"].disabled = True
            self.fields["language"].help_text = _("Chosen by the person.")
        self.fields["is_active"] = forms.BooleanField(
            label=_("May sign in"), required=False, initial=self.instance.is_active
        )

    def _add_skills(self) -> None:
        rows = self.instance.person_skills.all() if self.instance.pk else ()
        has = {row.skill_id: row.until_on for row in rows}
        self.skills = list(Skill.objects.order_by("name"))
        for skill in self.skills:
            self.fields[f"skill_{skill.pk}"] = forms.BooleanField(
                label=skill.name, required=False, initial=skill.pk in has
            )
            until = day_field(_("Valid until"), required=False, initial=has.get(skill.pk))
            self.fields[f"until_{skill.pk}"] = until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["shifts"] = self._week(cleaned)
        return cleaned

    def _week(self, cleaned: dict[str, Any]) -> list[list[list[str]]] | None:
        week = []
        for day in range(7):
            typed = cleaned.get(f"shift_{day}", "")
            hours = [[_clock(one), _clock(other)] for one, other in HOURS.findall(typed)]
            if HOURS.sub("", typed).strip(" ,;，；、"):
                self.add_error(f"shift_{day}", _("Write hours as 09:00-12:00, 13:00-18:00."))
            week.append(hours)
        if not any(week) or self.errors:
            return None
        try:
            validate_shifts(week)
        except forms.ValidationError:
            self.add_error(
                "shift_0", _("The hours of a day must follow one another, each ending after it begins.")
            )
        return week

    def _post_clean(self) -> None:
        """The service checks the person as a whole."""
        for name in (*PersonForm.Meta.fields, "shifts", "is_active"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    @property
    def shift_fields(self) -> list[forms.BoundField]:
        return [self[f"shift_{day}"] for day in range(7)]

    @property
    def skill_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"skill_{skill.pk}"], self[f"until_{skill.pk}"]) for skill in self.skills]

    @property
    def attached(self) -> Skilled:
        given = self.cleaned_data
        chosen = [skill.pk for skill in self.skills if given.get(f"skill_{skill.pk}")]
        return Skilled({pk: given.get(f"until_{pk}") for pk in chosen})


def _as_text(hours: Any) -> str:
    return ", ".join(f"{start}-{end}" for start, end in hours)


def _clock(text: str) -> str:
    return text.zfill(5)


class SkillForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A skill, and which matters need it."""

    class Meta:
        model = Skill
        fields = ("name",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        needs = list(self.instance.needs.order_by("pk")) if self.instance.pk else []
        self.lines = range(len(needs) + SPARE_NEEDS)
        for line in self.lines:
            need = needs[line] if line < len(needs) else None
            self.fields[f"needs_{line}"] = forms.BooleanField(
                label=_("Needed for"), required=False, initial=need is not None
            )
            self.fields[f"kind_{line}"] = forms.ChoiceField(
                label=_("Type"),
                choices=[("", _("Every type")), *Kind.choices],
                required=False,
                initial=need.kind if need else "",
            )
            self.fields[f"product_{line}"] = forms.CharField(
                label=_("Product begins with"),
                max_length=120,
                required=False,
                initial=need.product if need else "",
            )
            self.fields[f"nature_{line}"] = forms.ChoiceField(
                label=_("Nature of the problem"),
                choices=[("", _("Every nature")), *Nature.choices],
                required=False,
                initial=need.nature if need else "",
            )

    @property
    def need_fields(self) -> list[list[forms.BoundField]]:
        names = ("needs", "kind", "product", "nature")
        return [[self[f"{name}_{at}"] for name in names] for at in self.lines]

    @property
    def attached(self) -> Needs:
        given = self.cleaned_data
        lines = [line for line in self.lines if given.get(f"needs_{line}")]
        return Needs(
            tuple(
                (given[f"kind_{at}"], given[f"product_{at}"].strip(), given[f"nature_{at}"]) for at in lines
            )
        )
