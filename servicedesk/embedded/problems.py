class StartError(Exception):
    """Something an operator can mend; its text is one sentence that says what and how."""
