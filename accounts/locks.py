from core.turns import wait_for_turn


def lock_registry() -> None:
    """One change of the registry at a time, until the transaction ends: an import, or a page somebody saves.

    Two imports then never see half of each other, and a natural key is never given away twice.
    """
    wait_for_turn("accounts.registry")
