"""Faulty or unusual files: too large, binary, with circular references, valid but unusual."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from constructs_lib.deployments import Deployment
from constructs_lib.deployments.secrets import secret_variables
from constructs_lib.stacks import program
from tests.inputs.generated import GOOD, LOADED, NAMES, PIECES, messages_of, outcome, written
from tests.unit.settings.settings_cases import CLOUDS, file_with

# Byte sequences that UTF-8 has no character for: https://www.unicode.org/versions/latest/ (table of well-formed bytes).
NOT_UTF8 = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80", b"\xe2\x82")


@LOADED
@given(st.sampled_from(CLOUDS), st.integers(0, 10_000), st.sampled_from(NOT_UTF8))
def test_invalid_utf8_byte_is_reported_with_its_position(cloud: str, position: int, byte: bytes) -> None:
    content = GOOD[cloud][0]
    # In the middle of a character of more than one byte it is that character which is broken.
    position = len(content[: position % len(content)].decode(errors="ignore").encode())
    messages = outcome(content[:position] + byte + content[position:], cloud=cloud)
    assert messages.partition(": ")[2] == f"is not UTF-8 text (byte {position + 1}); save it as UTF-8"


@LOADED
@given(st.sampled_from(["utf-16", "utf-32", "latin-1"]), st.sampled_from(CLOUDS))
def test_other_encodings_are_refused_and_not_guessed(encoding: str, cloud: str) -> None:
    messages = outcome(("# Größe\n" + file_with("", cloud)).encode(encoding), cloud=cloud)
    assert "is not UTF-8 text" in messages


@LOADED
@given(
    st.sampled_from([" ", "x", "a = 1\n", '"', "[", "{", "${", "<<EOT\n", "# \n", "a", "0", "\\"]),
    st.integers(1, 6),
    st.sampled_from(["", "namespace = ", 'namespace = "']),
)
def test_large_files_give_problems(piece: str, power: int, before: str) -> None:
    # 10^6 characters are more than is read; 10^4 are a whole heredoc, a deep nesting, a long number, many inputs.
    assert outcome((before + piece * 10**power).encode())


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deeply_nested_json_is_refused(opening: str, closing: str) -> None:
    messages = outcome(f'{{"default_tags": {opening * 10_000}1{closing * 10_000}}}'.encode(), ".tfvars.json")
    assert messages.endswith("is nested more than 20 levels deep; no input is")


@LOADED
@given(
    st.permutations(["namespace", "subdomain", "domain_name"]), st.sampled_from(["${%s}", "${var.%s}", "%%{ if %s }x"])
)
def test_circular_references_are_each_refused(names: Sequence[str], form: str) -> None:
    circle = "".join(f'{name} = "{form % names[index - 1]}"\n' for index, name in enumerate(names))
    messages = outcome(file_with(circle).encode()).splitlines()
    assert [line.split(": ")[1] for line in messages] == list(names)
    assert all("a deployment file contains plain values" in line for line in messages)


@LOADED
@given(st.recursive(st.sampled_from(["x", "${x}", "$${x}"]), lambda inner: inner.map(lambda text: f"${{{text}}}")))
def test_interpolations_within_interpolations_are_refused(text: str) -> None:
    assume(text not in ("x", "$${x}"))
    assert outcome(file_with(f'subdomain = "{text}"').encode())


def quoted(text: str) -> str:
    """The text as HCL writes it in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


@LOADED
@given(
    # Two markers in a row look like an escaped one.
    st.text(min_size=1, max_size=40).filter(lambda text: "$$" not in text and "%%" not in text and "\x00" not in text),
    st.sampled_from([" = ", "=", "   =\t"]),
    st.sampled_from(["\n", "\r\n", "\n\n# comment\n", " // comment\n", "\n/* license = \n */\n"]),
)
@example('${not} %{this} \\ " é 😀', " = ", "\n")
def test_quoted_string_reaches_settings_unchanged(text: str, equals: str, end: str) -> None:
    content = f"# any\n{end}external_redis_password{equals}{quoted(text)}{end}" + file_with("# without: license")
    with written(content.encode(), cloud="aws") as path:
        deployment, messages = messages_of(path)
        assert messages == ""
        assert deployment is not None and secret_variables(deployment) == {"TF_VAR_external_redis_password": text}


@LOADED
@given(
    st.sampled_from(CLOUDS),
    st.sampled_from(["namespace", "size", "subdomain", "deletion_protection", "wandb_version"]),
    st.sampled_from([*PIECES, "${var.x}", "[]", "{}", "7", '"ok"', "true", "\xff"]),
)
def test_one_bad_file_writes_nothing_and_no_traceback(cloud: str, name: str, value: str) -> None:
    """The whole program, up to the synthesis: all files or none."""
    synthesized: list[Sequence[Deployment]] = []
    with (
        written(GOOD["aws"][0], cloud="aws") as good,
        written(f"{name} = {value}\n".encode("latin-1"), cloud=cloud) as bad,
        patch.dict(os.environ, {"WANDB_DEPLOYMENTS": f"{good}{os.pathsep}{bad}"}),
        patch.object(program, "write_stacks", synthesized.append),
        patch.object(program, "_start_quickly"),
    ):
        before = sorted(Path(bad.parents[1]).rglob("*"))
        status = program.run()
        assert sorted(Path(bad.parents[1]).rglob("*")) == before
    # The bad file lacks inputs that have no default, whatever its one line says.
    assert (status, synthesized) == (1, [])


@LOADED
@given(st.sampled_from(CLOUDS), st.data())
def test_misspelt_name_is_reported_with_a_suggestion(cloud: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES[cloud]))
    position = data.draw(st.integers(0, len(name) - 2))
    misspelt = name[:position] + name[position + 1] + name[position] + name[position + 2 :]
    assume(misspelt not in NAMES[cloud])
    messages = outcome(json.dumps({misspelt: "x"}).encode(), ".tfvars.json", cloud=cloud)
    assert f"{misspelt}: is not an input" in messages or f'"{misspelt}": is not an input' in messages


def test_internal_error_shows_its_traceback() -> None:
    bug = RuntimeError("a bug")
    with (
        written(GOOD["aws"][0], cloud="aws") as good,
        patch.dict(os.environ, {"WANDB_DEPLOYMENTS": str(good)}),
        patch.object(program, "write_stacks", side_effect=bug),
        patch.object(program, "_start_quickly"),
        pytest.raises(RuntimeError) as shown,
    ):
        program.run()
    assert shown.value is bug


def test_failing_check_is_not_reported_as_a_file_problem() -> None:
    with (
        written(GOOD["aws"][0], cloud="aws") as good,
        patch("constructs_lib.settings.aws.rules.network.IPv4Network", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        messages_of(good)
