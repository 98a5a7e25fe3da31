from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role, User
from core.actors import Actor
from tickets.choices import How
from tickets.models import DispatchRule


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # no type argument at run time
    """One rule: which matters, and how their owner is found. Leads write rules of their own branch only."""

    class Meta:
        model = DispatchRule
        fields = ("branch", "kind", "product", "channel", "priority", "how", "person", "is_active")
        labels = {
            "branch": _("Branch"),
            "kind": _("Type"),
            "product": _("Product begins with"),
            "channel": _("Channel"),
            "priority": _("Priority"),
            "how": _("Who gets it"),
            "person": _("Person, if it is always the same"),
            "is_active": _("In use"),
        }
        widgets = {"how": forms.RadioSelect}

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        people = User.objects.filter(role=Role.AGENT, is_active=True).order_by("name")
        if actor.role != Role.MANAGEMENT:
            people = people.filter(branch=actor.branch_id)
            self._choose("branch", Branch.objects.filter(pk=actor.branch_id or 0), None)
        else:
            self._choose("branch", Branch.objects.order_by("name"), _("Every branch"))
        self._choose("person", people.only("name"), _("Nobody in particular"))
        for name in ("kind", "channel", "priority"):
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            self.fields[name].choices = [("", _("Any")), *choices[1:]]  # type: ignore[attr-defined]
        self.fields["how"].choices = How.choices  # type: ignore[attr-defined]

    def _choose(self, name: str, rows: Any, empty: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.empty_label = rows, empty
        field.required = empty is None
        field.widget.choices = field.choices

    def _post_clean(self) -> None:
        """The service checks the rule as a whole; here only each field is read."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)
