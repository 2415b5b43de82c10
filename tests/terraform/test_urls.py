"""A URL parser decodes the passwords that Terraform encodes."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.connections import mysql_url, redis_url
from tests.terraform_runner import Terraform, missing_tool

PASSWORDS = ("plain", "with space", "a+b c", "50%20", "p@ss:w/rd?#[]&=", "ü€", "~-._!*'()", '"quoted" \\ ${x}')


def test_url_decodes_to_the_password(tmp_path: Path) -> None:
    if reason := missing_tool("terraform"):
        pytest.skip(reason)
    password = EphemeralReference("var.passwords[number]")
    urls = [
        mysql_url(user="wandb", password=password, host="mysql.example.com", port=3306, database="wandb_local"),
        redis_url(host="redis.example.com", port=6379, parameters={"tls": "true"}, password=password),
    ]
    encoded = [f'${{[for number in range({len(PASSWORDS)}) : "{url}"]}}' for url in urls]
    configuration = {
        "variable": {"passwords": {"type": "list(string)"}},
        "output": {f"urls_{number}": {"value": value} for number, value in enumerate(encoded)},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(configuration))
    (tmp_path / "terraform.tfvars.json").write_text(json.dumps({"passwords": PASSWORDS}))
    terraform = Terraform(tmp_path, log=tmp_path / "log")
    terraform.init()
    terraform.apply()

    outputs = json.loads(terraform.show())["values"]["outputs"]
    assert len(outputs) == len(urls)
    for output in outputs.values():
        found = [urlsplit(url) for url in output["value"]]
        assert tuple(unquote(each.password or "") for each in found) == PASSWORDS
        assert {each.hostname for each in found} <= {"mysql.example.com", "redis.example.com"}
