import pytest
from django.utils import translation

from core.devices import device_name

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS, "Chrome on Windows"),
        (f"{WINDOWS} Edg/142.0", "Edge on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 500, "x" * 40),
        ("", "Unknown device"),
    ],
)
def test_by_what_its_browser_says(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert device_name(WINDOWS) == "Windows 上的 Chrome"
