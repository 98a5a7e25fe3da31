from collections.abc import Iterator
from typing import Protocol


class SentFile(Protocol):
    """A file somebody sent, however it reached us; Django's `UploadedFile` is one. `size` in bytes."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int = ..., /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def chunks(self) -> Iterator[bytes]: ...
