from django import forms


def problems_of(form: forms.Form) -> list[tuple[str, str]]:
    """(id of the field, what is wrong) for the summary, in the order of the page."""
    found = [(field.id_for_label, str(error)) for field in form for error in field.errors]
    return [("main", str(error)) for error in form.non_field_errors()] + found
