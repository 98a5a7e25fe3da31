"""The embedded run's mail server: keeps every mail as a file under `var/mails/` and sends none on."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL_BYTES = 40 * 1024 * 1024


class Keeper:
    """Writes each accepted mail before it says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        recipients = ", ".join(envelope.rcpt_tos).encode()
        name = f"{time.time_ns()}-{os.urandom(3).hex()}"
        draft = self.folder / f".{name}"
        content = envelope.original_content or b""
        draft.write_bytes(b"X-Envelope-To: " + recipients + b"\r\n" + content)
        draft.rename(self.folder / f"{name}.eml")
        return "250 OK"


async def serve(descriptor: int, folder: Path) -> None:
    """Accept mail on an inherited listening socket until SIGTERM."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    listening = socket.socket(fileno=descriptor)
    listening.setblocking(False)  # noqa: FBT003 - the standard library's signature
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(
            keeper, enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL_BYTES, hostname="localhost", loop=loop
        ),
        sock=listening,
    )
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
