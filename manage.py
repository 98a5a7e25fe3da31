#!/usr/bin/env python3
"""The one entrance. `up` runs the whole desk, `test` its tests; both set up everything they need."""

import os
import sys

# Checked here, before anything is imported that an older Python or Windows could not read.
if tuple(sys.version_info) < (3, 11):
    sys.exit("This needs Python 3.11 or newer: start it with a newer one, such as python3.11 manage.py up")
if os.name == "nt":
    sys.exit("Windows has no embedded broker: run this in WSL, or use docker compose up.")

from importlib import import_module

from servicedesk import bootstrap

# These start servers themselves and must not need a database to begin with.
OWN_WAY = {"up": "servicedesk.embedded.up", "test": "servicedesk.embedded.testing"}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    bootstrap.enter(command)
    run = import_module(OWN_WAY.get(command, "servicedesk.embedded.django_command")).main
    return int(run(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
