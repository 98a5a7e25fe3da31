from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role
from core.actors import Actor
from servicedesk.desk.forms.fields import required
from servicedesk.desk.forms.settings import LANGUAGES
from tickets.models import CannedReply
from tickets.services.canned import ReplyNeedsName, ReplyWish


class CannedReplyForm(forms.Form):
    """A name, the branch, and the words in each language; the rules about them are the service's."""

    name = forms.CharField(label=_("Name"), max_length=60, error_messages=required(ReplyNeedsName.message))
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), required=False)

    def __init__(self, *args: Any, actor: Actor, reply: CannedReply | None = None, **options: Any) -> None:
        if reply is not None:
            texts = {f"text_{code}": text for code, text in reply.texts.items()}
            options["initial"] = {"name": reply.name, "branch": reply.branch_id, **texts}
        super().__init__(*args, **options)
        branch: Any = self.fields["branch"]
        if actor.role == Role.MANAGEMENT:
            branch.queryset, branch.empty_label = Branch.objects.order_by("name"), _("Every branch")
        else:
            branch.queryset, branch.empty_label = Branch.objects.filter(pk=actor.branch_id or 0), None
            branch.required = True
        for code, name in LANGUAGES:
            widget = forms.Textarea(attrs={"rows": 5, "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(
                label=name, max_length=10_000, required=False, widget=widget
            )

    @property
    def wish(self) -> ReplyWish:
        facts = self.cleaned_data
        texts = {code: facts[f"text_{code}"] for code, _name in LANGUAGES}
        return ReplyWish(facts["name"], facts["branch"].pk if facts["branch"] else None, texts)
