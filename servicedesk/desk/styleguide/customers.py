"""Parts of the customer's pages: the pledge, who is responsible, files, what is next."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from servicedesk.desk.forms.fields import FilesField
from tickets.services.attachments import MOST_BYTES, MOST_FILES


class FilesForm(forms.Form):
    """Nothing is ever sent with it."""

    attachments = FilesField()


def customers() -> dict[str, Any]:
    """As the portal's own templates read them."""
    refused = FilesForm({}, auto_id="guide_refused_%s")
    refused.add_error("attachments", _("label.heic is larger than 10 MB. Choose a smaller file."))
    owner = _("Chen Jie")
    return {
        "pledge": {
            "headline": _("We contact you by 14:20 today."),
            "lines": [_("You get a first solution by tomorrow, 10:20.")],
        },
        "product": _("Heat pump HP-12"),
        "files": FilesForm(auto_id="guide_files_%s")["attachments"],
        "refused": refused["attachments"],
        "lost": ["label.jpg"],
        "limits": {"files": MOST_FILES, "megabytes": MOST_BYTES // 1024 // 1024},
        "says": _("%(owner)s is working on it.") % {"owner": owner},
        "steps": [
            _("You get a first solution, or a written plan with a date of completion if it is complex."),
            _("Then we ask you whether it is solved. Only you can confirm that."),
        ],
    }
