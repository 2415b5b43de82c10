"""Defaults of extensions: custom resource definitions and webhook configurations."""

from emulator.kubernetes.objects import Object


def _definition(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("conversion", {}).setdefault("strategy", "None")
    names = spec.setdefault("names", {})
    kind = names.get("kind", "")
    names.setdefault("singular", kind.lower())
    names.setdefault("listKind", f"{kind}List")
    stored = [version["name"] for version in spec.get("versions") or [] if version.get("storage")]
    # The names are accepted a moment later, by a controller.
    item.setdefault("status", {"acceptedNames": {"kind": "", "plural": ""}, "storedVersions": stored})


def _mutating(item: Object) -> None:
    _webhooks(item)
    for webhook in item.get("webhooks") or []:
        webhook.setdefault("reinvocationPolicy", "Never")


def _webhooks(item: Object) -> None:
    for webhook in item.get("webhooks") or []:
        webhook.setdefault("failurePolicy", "Fail")
        webhook.setdefault("matchPolicy", "Equivalent")
        webhook.setdefault("namespaceSelector", {})
        webhook.setdefault("objectSelector", {})
        webhook.setdefault("timeoutSeconds", 10)
        for rule in webhook.get("rules") or []:
            rule.setdefault("scope", "*")
        service = (webhook.get("clientConfig") or {}).get("service")
        if service is not None:
            service.setdefault("port", 443)


DEFAULTS = {
    "customresourcedefinitions.apiextensions.k8s.io": _definition,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": _mutating,
    "validatingwebhookconfigurations.admissionregistration.k8s.io": _webhooks,
}
