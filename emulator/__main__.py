"""`python -m emulator`: run the emulator in the foreground."""

import argparse
import logging
from pathlib import Path

from emulator import calls
from emulator.certificates import Authority
from emulator.cloud import Cloud
from emulator.environment import AWS_ACCOUNT
from emulator.server import FOUR_HOURS, ServerOptions, run

CLOUDS = ("aws", "azure")


def main(arguments: list[str] | None = None) -> None:
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(filename=parsed.log_file, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if parsed.log_calls:
        calls.switch_on()
    authority = Authority()
    run(
        _cloud(parsed, authority),
        authority,
        ServerOptions(
            port=parsed.port,
            ready_file=parsed.ready_file,
            authorities_file=parsed.authorities_file,
            stop_when_missing=parsed.stop_when_missing,
            stop_with_parent=parsed.stop_with_parent,
            idle_timeout_seconds=parsed.idle_timeout_seconds,
            fault_rate=parsed.fault_rate,
            fault_seed=parsed.fault_seed,
        ),
    )


def _cloud(parsed: argparse.Namespace, authority: Authority) -> Cloud:
    # Imported only when selected: moto takes a second.
    if parsed.cloud == "azure":
        from emulator.azure.cloud import Azure

        return Azure(authority, parsed.existing, parsed.group)
    from emulator.aws.cloud import Aws

    return Aws(parsed.hosted_zone, authority, parsed.account)


def _hosted_zone(text: str) -> object:
    from emulator.aws.hosted_zones import HostedZone

    try:
        return HostedZone.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"must be 0 to 1, got {text}")
    return share


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulator", description="An emulator of AWS or Azure.")
    parser.add_argument("--cloud", choices=CLOUDS, default="aws", help="the cloud to emulate; default: aws")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) selects a free port")
    parser.add_argument(
        "--hosted-zone",
        type=_hosted_zone,
        action="append",
        default=[],
        metavar="ZONE_ID=DOMAIN",
        help="AWS: create a hosted zone with exactly this id at start; can be repeated",
    )
    parser.add_argument("--account", default=AWS_ACCOUNT, help=f"AWS: the id of the account; default: {AWS_ACCOUNT}")
    parser.add_argument(
        "--existing",
        action="append",
        default=[],
        metavar="RESOURCE_ID",
        help="Azure: create the resource with this id at start; can be repeated",
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="OBJECT_ID",
        help="Azure: a group of the principal that owns the subscriptions; can be repeated",
    )
    parser.add_argument("--ready-file", type=Path, help="write JSON with endpoint and pid to this file when ready")
    parser.add_argument("--authorities-file", type=Path, help="write the certificate authorities to trust to this file")
    parser.add_argument("--log-file", type=Path, help="log file; default: standard error")
    parser.add_argument("--stop-when-missing", type=Path, metavar="PATH", help="stop when PATH no longer exists")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop when the parent process ends")
    parser.add_argument(
        "--idle-timeout-seconds", type=float, default=FOUR_HOURS, help="stop after this time without a request"
    )
    parser.add_argument(
        "--fault-rate", type=_share, default=0, help="share of requests to throttle, fail or drop; 0 (the default) to 1"
    )
    parser.add_argument("--log-calls", action="store_true", help="log action and resource of each request")
    parser.add_argument("--fault-seed", type=int, default=0, help="selects which requests fail")
    return parser


if __name__ == "__main__":
    main()
