from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role, User
from core.actors import Actor
from tickets.choices import How
from tickets.models import BranchRule, DispatchRule


class BranchRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # no type argument at run time
    """One rule: which matters a branch takes."""

    class Meta:
        model = BranchRule
        fields = ("region", "product", "address", "branch", "is_active")
        labels = {
            "region": _("Region contains"),
            "product": _("Product begins with"),
            "address": _("Came to this address of ours"),
            "branch": _("Branch that takes it"),
            "is_active": _("In use"),
        }
        help_texts = {
            "region": _("Of the customer; where it is not known, where the thing stands."),
            "address": _("A mailbox, a telephone number, or the host of the request form."),
        }

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ARG002 - as its sister
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[Branch]", self.fields["branch"])
        field.queryset, field.empty_label = Branch.objects.order_by("name"), None


class OwnerRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # no type argument at run time
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
            people = people.filter(branch__in=actor.branches)
            self._choose("branch", Branch.objects.filter(pk__in=actor.branches), None)
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
