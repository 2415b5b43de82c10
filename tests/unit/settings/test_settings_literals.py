"""Strings that look like expressions stay strings, and strings that look like CDKTF tokens are refused."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constructs_lib.settings.fields.literals import has_template, has_token, literal
from tests.unit.settings.settings_cases import CLOUDS, messages_of, settings_of

TOKEN_REFUSED = (
    "holds a token of CDKTF, which stands for something else; "
    "a deployment file contains plain values; write the value itself"
)


@pytest.mark.parametrize(
    ("meant", "written"),
    [
        ("${x}", "$${x}"),
        ("%{x}", "%%{x}"),
        ("$${x}", "$$${x}"),
        ("a ${x} ${y}", "a $${x} $${y}"),
        ("$ { % 5%", "$ { % 5%"),
        ({"${k}": ["${v}", 1]}, {"$${k}": ("$${v}", 1)}),
        (None, None),
    ],
)
def test_secret_variable_is_read_unchanged_by_terraform(meant: object, written: object) -> None:
    assert literal(meant) == written


@given(st.text(alphabet="$%{x"))
def test_literal_round_trips_through_a_template(text: str) -> None:
    assert literal(text).replace("$${", "${").replace("%%{", "%{") == text
    assert has_template(text) == (literal(text) != text)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_settings_hold_literals_of_names_and_values_alike(cloud: str) -> None:
    settings = settings_of('other_wandb_env = { A = "$${x} %%{y}" }\ndd_env = "$${z}"', cloud)
    assert settings.other_wandb_env == {"A": "$${x} %%{y}"}
    assert settings.dd_env == "$${z}"


def test_length_of_a_policy_is_that_of_the_text_which_was_meant() -> None:
    space = 32_768 - len('{"Statement":[{"Resource":"${aws:x}"}]}')
    policy = "<<E\n" + '{"Statement":[{"Resource":"$${aws:x}"}]}' + " " * (space - 1) + "\nE"
    settings = settings_of(f"kms_key_policy = {policy}")
    assert len(settings.kms_key_policy) == 32_769


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(
    "written",
    [
        'dd_env = "$${TfToken[TOKEN.5]}"',
        'dd_env = "#{TfToken[TOKEN.5]}"',
        'other_wandb_env = { A = "x &{TfToken[TOKEN.5]}" }',
        'other_wandb_env = { "$jsii.byref" = "Object@1" }',
        'dd_env = "-1.8881545897087626e+289"',
        'dd_env = "number -4.7354e0 and -1.8881545897087646e+289."',
    ],
)
def test_token_of_cdktf_is_refused_as_text(cloud: str, written: str) -> None:
    name = written.partition(" ")[0]
    assert messages_of(written, cloud) == [f"{name}: {TOKEN_REFUSED}"]


@pytest.mark.parametrize("bits", [0xFDFF, 0xFBFF])
@given(index=st.integers(0, 2**48 - 1))
def test_every_number_that_stands_for_a_reference_is_known(bits: int, index: int) -> None:
    (number,) = struct.unpack(">d", struct.pack(">Q", (bits << 48) | index))
    assert has_token(str(number))


@pytest.mark.parametrize("text", ["-1.8e+28", "1e5", "e", "${x}", "#{x}", "TfToken[TOKEN.1]", "1e999"])
def test_token_lookalike_is_a_string(text: str) -> None:
    assert not has_token(text)


def test_secret_may_look_like_a_token() -> None:
    assert messages_of('license = "$${TfToken[TOKEN.5]}"') == []
