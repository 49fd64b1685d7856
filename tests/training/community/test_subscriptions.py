"""The file of subscriptions: what it may say, and one sentence for what is wrong."""

import re
from pathlib import Path

import pytest

from features.errors import InputError
from training.community import subscriptions
from training.community.events import KINDS
from training.community.subscriptions import Subscription, read

ENVIRONMENT = {
    "SMARTSPEC_SMTP_HOST": "mail.example",
    "SMARTSPEC_SMTP_FROM": "smartspec@ministry.example",
    "DESK_SECRET": "x" * 32,
    "SHORT": "x" * 15,
}
WHOLE = """
[michigan-desk]
to = "desk@michigan.example"
regions = ["26"]
language = "ru"

[cars]
to = "https://hooks.example/cars?x=1"
kinds = ["surprise", "call"]
options = ["cluster:CAR", "technology:H04"]
package = "us-states"
secret = "DESK_SECRET"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "subscriptions.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read(tmp_path: Path) -> None:
    assert read(written(tmp_path, WHOLE), ENVIRONMENT) == [
        Subscription("michigan-desk", "desk@michigan.example", [*KINDS], "", ["26"], [], "ru", ""),
        Subscription(
            "cars",
            "https://hooks.example/cars?x=1",
            ["surprise", "call"],
            "us-states",
            [],
            ["cluster:CAR", "technology:H04"],
            "en",
            "DESK_SECRET",
        ),
    ]
    assert read(written(tmp_path, ""), ENVIRONMENT) == []
    assert read(None) is None


def test_the_file_is_that_of_the_option_or_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(subscriptions.VARIABLE, raising=False)
    assert subscriptions.path() is None
    monkeypatch.setenv(subscriptions.VARIABLE, "a.toml")
    assert subscriptions.path() == Path("a.toml")
    assert subscriptions.path(Path("b.toml")) == Path("b.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "is no TOML in UTF-8: "),
        ('to = "x@y.z"', "to stands outside a subscription: begin each with a line such as [my-re"),
        ('["a b"]\nto = "x@y.z"', "[a b], name: use letters, digits, - and _"),
        ("[a]", "[a], to: '' is neither a mail address nor begins with https://"),
        ('[a]\nto = ["x@y.z"]', '[a], to: give a text such as "A"'),
        ('[a]\nto = "x@y.z"\nregion = "26"', "[a], region: unknown; did you mean regions"),
        ('[a]\nto = "x@y.z"\nregions = "26"', '[a], regions: give a list of texts such as ["A", '),
        ('[a]\nto = "x@y.z"\nregions = [26]', "[a], regions: give a list of texts"),
        ('[a]\nto = "x@y.z"\nkinds = ["calls"]', "[a], kinds: there is no 'calls'; did you mean c"),
        ('[a]\nto = "x@y.z"\nkinds = []', "[a], kinds: empty: give some of surprise, exposure"),
        ('[a]\nto = "x@y.z"\nlanguage = "de"', "[a], language: there is no 'de'; "),
        ('[a]\nto = "x@y.z"\noptions = ["CAR"]', "[a], options: 'CAR': give cluster:CODE or tech"),
        ('[a]\nto = "x@y.z"\nsecret = "S"', "[a], secret: only webhooks are signed"),
        ('[a]\nto = "x@y.z\\r\\nBcc: v@w.z"', '[a], to: give a text such as "A"'),
        ('[a]\nto = "x@y.z, v@w.z"', "[a], to: 'x@y.z, v@w.z' is neither a mail address"),
        ('[a]\nto = "ftp://h/x"', "[a], to: 'ftp://h/x' is no address such as https://host/path"),
        ('[a]\nto = "https://h:x/"', "[a], to: 'https://h:x/' is no address such as"),
        ('[a]\nto = "https://me:pw@h/x"', "[a], to: an address with a user or a password"),
        ('[a]\nto = "https://h/x"', "[a], secret: name the environment variable whose value signs"),
        (
            '[a]\nto = "https://h/x"\nsecret = "NONE"',
            "[a], secret: the environment variable NONE h",
        ),
        ('[a]\nto = "https://h/x"\nsecret = "SHORT"', "SHORT has fewer than 16 characters: set it"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read(written(tmp_path, text), ENVIRONMENT)
    assert str(tmp_path / "subscriptions.toml") in str(caught.value)
    assert "pw" not in str(caught.value)


def test_mail_needs_a_server(tmp_path: Path) -> None:
    text = '[a]\nto = "x@y.z"'
    with pytest.raises(InputError, match=r"SMARTSPEC_SMTP_HOST is not set, but .*toml has mail"):
        read(written(tmp_path, text), {})
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read(tmp_path / "none.toml", {})
