"""What the editor below the conversation asks for, one form a kind of entry."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import FilesField, MomentField, required, text_field


class ReplyForm(forms.Form):
    text = text_field(_("Reply to the customer"))
    is_progress = forms.BooleanField(label=_("This is a progress update"), required=False)
    attachments = FilesField()


class UpdateForm(forms.Form):
    """Pre-filled with the draft of the day (D2.3a); what is sent is what stands here."""

    text = text_field(_("Daily update to the customer"), rows=12)
    attachments = FilesField()


class SolutionForm(forms.Form):
    text = text_field(_("First solution for the customer"))
    attachments = FilesField()


class PlanForm(forms.Form):
    text = text_field(_("Plan for the customer"))
    completes_at = MomentField(
        label=_("Work will be complete by"),
        error_messages=required(_("Enter the day and time by which the work will be complete.")),
    )
    attachments = FilesField()

    def clean_completes_at(self) -> datetime:
        completes_at: datetime = self.cleaned_data["completes_at"]
        if completes_at <= timezone.now():
            raise forms.ValidationError(_("Enter a date and time that lie ahead."), code="past")
        return completes_at


class QuestionForm(forms.Form):
    text = text_field(_("Question to the customer"))
    attachments = FilesField()


class NoteForm(forms.Form):
    """`chosen`: ids of the colleagues who were picked from the list, which tells namesakes apart."""

    text = text_field(_("Internal note, never shown to the customer"))
    chosen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        called = {"data-mentions": "", "aria-autocomplete": "list", "aria-controls": "mentions"}
        self.fields["text"].widget.attrs |= called

    attachments = FilesField()
