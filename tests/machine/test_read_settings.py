import pytest

from servicedesk.env import Env, SettingsError, broker_url, cache_url, mail_server


def test_every_missing_setting_is_named_at_once() -> None:
    env = Env({}, strict=True)
    env.text("BASE_URL", "the public address")
    env.secret("SECRET_KEY", "a random text")
    with pytest.raises(SettingsError) as problem:
        env.finish()
    assert str(problem.value).splitlines() == [
        "BASE_URL is missing: set it to the public address.",
        "SECRET_KEY is missing: set it to a random text.",
    ]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ({"N": "many"}, lambda env: env.number("N", default=3)),
        ({"N": "perhaps"}, lambda env: env.flag("N", default=True)),
        ({"N": "mysql://host/name"}, lambda env: env.url("N", "an address", {"postgresql"}, embedded="")),
        ({"N": "short"}, lambda env: env.secret("N", "a random text")),
    ],
)
def test_a_malformed_setting_is_named(values: dict[str, str], read: object) -> None:
    env = Env(values, strict=True)
    assert callable(read)
    read(env)
    with pytest.raises(SettingsError, match=r"^N "):
        env.finish()


def test_the_embedded_run_needs_no_setting() -> None:
    env = Env({}, strict=False)
    assert env.text("BASE_URL", "the public address", embedded="http://127.0.0.1") == "http://127.0.0.1"
    assert env.words("HOSTS", "", embedded="a, b") == ["a", "b"]
    assert env.number("N", default=3) == 3
    env.finish()


def test_a_default_is_used_in_production_too() -> None:
    env = Env({}, strict=True)
    assert env.text("TIME_ZONE", "", default="UTC") == "UTC"
    env.finish()


@pytest.mark.parametrize(
    ("redis", "broker", "cache"),
    [
        ("unix:///tmp/v.sock?db=4", "redis+socket:///tmp/v.sock?virtual_host=4", "unix:///tmp/v.sock?db=5"),
        ("redis://:pw@host:6379/2", "redis://:pw@host:6379/2", "redis://:pw@host:6379/3"),
        ("redis://host:6379", "redis://host:6379", "redis://host:6379/1"),
    ],
)
def test_queues_and_cache_share_a_server_but_no_database(redis: str, broker: str, cache: str) -> None:
    assert (broker_url(redis), cache_url(redis)) == (broker, cache)


def test_a_mail_server_is_read_from_its_url() -> None:
    server = mail_server("smtp://desk%40example.com:p%2Fw@mail.example.com:587?tls=1")
    assert (server.user, server.password) == ("desk@example.com", "p/w")
    assert (server.host, server.port, server.is_tls, server.is_ssl) == ("mail.example.com", 587, True, False)
    assert mail_server("smtps://mail.example.com").port == 465
