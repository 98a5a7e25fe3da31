"""Listening sockets, held by the supervisor: while a part restarts, its callers wait instead of failing."""

import socket

from servicedesk.embedded.problems import StartError

ATTEMPTS = 50


def listen(first: int, *, name: str, is_fixed: bool = False) -> socket.socket:
    """A listening socket on `first` or the next free port, said aloud; only on `first` when `is_fixed`."""
    for port in [first] if is_fixed else range(first, first + ATTEMPTS):
        server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            server.close()
            continue
        server.listen(512)
        server.set_inheritable(True)
        if port != first:
            print(f"  port {first} is taken, so {name} is on {port}", flush=True)
        return server
    if is_fixed:
        raise StartError(f"Port {first} cannot be used: name another with --port.")
    raise StartError(f"No free port from {first} on: name one with --port.")


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])
