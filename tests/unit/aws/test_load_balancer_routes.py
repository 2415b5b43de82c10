"""Services of the cluster beside the server's: target groups, listener rules and openings."""

from cdktf import TerraformStack

from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.load_balancer_routes import Route
from tests.unit.aws.test_load_balancer import EGRESS, INGRESS, MINIMAL, OUTBOUND
from tests.unit.synth import resources

ROUTES = [
    Route("api", "api", 32544, ("/api", "/api/*"), "/ready"),
    Route("weave-trace", "trc", 32546, ("/traces/*",), "/traces/health"),
]
ADDRESS = "entrance_target_group_weave_trace"


def routed(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL, routes=ROUTES, extra_autoscaling_group_names={"b": "asg-extra"})


def test_route_has_a_target_group_with_its_own_health_check(stack: TerraformStack) -> None:
    routed(stack)

    group = resources(stack, "aws_lb_target_group")[ADDRESS]
    assert (group["name"], group["port"], group["target_type"]) == ("wandb-tg-trc", 32546, "instance")
    assert group["health_check"]["path"] == "/traces/health"
    assert resources(stack, "aws_lb_target_group")["entrance_target_group"]["health_check"]["path"] == "/healthz"


def test_route_sends_its_paths_to_its_target_group(stack: TerraformStack) -> None:
    routed(stack)

    rules = resources(stack, "aws_lb_listener_rule")
    assert rules["entrance_route_weave_trace"] == {
        "listener_arn": "${aws_lb_listener.entrance_https.arn}",
        "priority": 20,
        "action": [{"type": "forward", "target_group_arn": f"${{aws_lb_target_group.{ADDRESS}.arn}}"}],
        "condition": [{"path_pattern": {"values": ["/traces/*"]}}],
    }
    assert rules["entrance_route_api"]["priority"] == 10


def test_route_opens_its_node_port_only_between_balancer_and_nodes(stack: TerraformStack) -> None:
    routed(stack)

    out = resources(stack, EGRESS)["entrance_to_nodes_api"]
    into = resources(stack, INGRESS)["entrance_nodes_from_alb_api"]
    assert (out["security_group_id"], out["referenced_security_group_id"]) == (OUTBOUND, "sg-nodes")
    assert (into["security_group_id"], into["referenced_security_group_id"]) == ("sg-nodes", OUTBOUND)
    assert {out["from_port"], out["to_port"], into["from_port"], into["to_port"]} == {32544}


def test_every_group_of_nodes_is_a_target_of_every_route(stack: TerraformStack) -> None:
    routed(stack)

    attached = resources(stack, "aws_autoscaling_attachment")
    of_traces = {each["autoscaling_group_name"] for each in attached.values() if ADDRESS in each["lb_target_group_arn"]}
    assert of_traces == {"asg-nodes", "asg-extra"}
    assert len(attached) == 6


def test_balancer_without_routes_has_one_target_group(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    assert set(resources(stack, "aws_lb_target_group")) == {"entrance_target_group"}
    assert resources(stack, "aws_lb_listener_rule") == {}
