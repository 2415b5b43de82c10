"""The resources that every cluster offers.

Source: the API overview (https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/).
"""

from dataclasses import dataclass

VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
CREATE_ONLY = ("create",)


@dataclass(frozen=True)
class Resource:
    """A kind of object and its place in the API; `served` versions beside its own have the same schema."""

    group: str
    version: str
    plural: str
    kind: str
    is_namespaced: bool
    short_names: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS
    singular: str = ""
    list_kind: str = ""

    @property
    def qualified(self) -> str:
        """The name in messages, such as `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def storage(self) -> tuple[str, str]:
        """The same for all versions of a resource."""
        return self.group, self.plural

    @property
    def has_status(self) -> bool:
        return "status" in self.subresources


# Columns: plural, kind, scope (n: namespaced, c: cluster), short names, subresources, categories; `-` is none.
_TABLE = """
v1
  bindings                         Binding                        n -         -                               -
  configmaps                       ConfigMap                      n cm        -                               -
  endpoints                        Endpoints                      n ep        -                               -
  events                           Event                          n ev        -                               -
  limitranges                      LimitRange                     n limits    -                               -
  namespaces                       Namespace                      c ns        finalize,status                 -
  nodes                            Node                           c no        status                          -
  persistentvolumeclaims           PersistentVolumeClaim          n pvc       status                          -
  persistentvolumes                PersistentVolume               c pv        status                          -
  pods                             Pod                            n po        eviction,log,status             all
  podtemplates                     PodTemplate                    n -         -                               -
  replicationcontrollers           ReplicationController          n rc        scale,status                    all
  resourcequotas                   ResourceQuota                  n quota     status                          -
  secrets                          Secret                         n -         -                               -
  serviceaccounts                  ServiceAccount                 n sa        token                           -
  services                         Service                        n svc       status                          all
apiregistration.k8s.io/v1
  apiservices                      APIService                     c -         status                          api-extensions
apps/v1
  controllerrevisions              ControllerRevision             n -         -                               -
  daemonsets                       DaemonSet                      n ds        status                          all
  deployments                      Deployment                     n deploy    scale,status                    all
  replicasets                      ReplicaSet                     n rs        scale,status                    all
  statefulsets                     StatefulSet                    n sts       scale,status                    all
authentication.k8s.io/v1
  selfsubjectreviews               SelfSubjectReview              c -         -                               -
  tokenreviews                     TokenReview                    c -         -                               -
authorization.k8s.io/v1
  localsubjectaccessreviews        LocalSubjectAccessReview       n -         -                               -
  selfsubjectaccessreviews         SelfSubjectAccessReview        c -         -                               -
  selfsubjectrulesreviews          SelfSubjectRulesReview         c -         -                               -
  subjectaccessreviews             SubjectAccessReview            c -         -                               -
autoscaling/v2
  horizontalpodautoscalers         HorizontalPodAutoscaler        n hpa       status                          all
batch/v1
  cronjobs                         CronJob                        n cj        status                          all
  jobs                             Job                            n -         status                          all
certificates.k8s.io/v1
  certificatesigningrequests       CertificateSigningRequest      c csr       approval,status                 -
networking.k8s.io/v1
  ingressclasses                   IngressClass                   c -         -                               -
  ingresses                        Ingress                        n ing       status                          -
  networkpolicies                  NetworkPolicy                  n netpol    -                               -
policy/v1
  poddisruptionbudgets             PodDisruptionBudget            n pdb       status                          -
rbac.authorization.k8s.io/v1
  clusterrolebindings              ClusterRoleBinding             c -         -                               -
  clusterroles                     ClusterRole                    c -         -                               -
  rolebindings                     RoleBinding                    n -         -                               -
  roles                            Role                           n -         -                               -
storage.k8s.io/v1
  csidrivers                       CSIDriver                      c -         -                               -
  csinodes                         CSINode                        c -         -                               -
  storageclasses                   StorageClass                   c sc        -                               -
  volumeattachments                VolumeAttachment               c -         status                          -
admissionregistration.k8s.io/v1
  mutatingwebhookconfigurations    MutatingWebhookConfiguration   c -         -                               api-extensions
  validatingwebhookconfigurations  ValidatingWebhookConfiguration c -         -                               api-extensions
apiextensions.k8s.io/v1
  customresourcedefinitions        CustomResourceDefinition       c crd,crds  status                          api-extensions
scheduling.k8s.io/v1
  priorityclasses                  PriorityClass                  c pc        -                               -
coordination.k8s.io/v1
  leases                           Lease                          n -         -                               -
node.k8s.io/v1
  runtimeclasses                   RuntimeClass                   c -         -                               -
discovery.k8s.io/v1
  endpointslices                   EndpointSlice                  n -         -                               -
"""  # noqa: E501
# Questions: an answer is made, and no object is kept.
REVIEWS = (
    "Binding",
    "LocalSubjectAccessReview",
    "SelfSubjectAccessReview",
    "SelfSubjectReview",
    "SelfSubjectRulesReview",
    "SubjectAccessReview",
    "TokenReview",
)
_SINGULARS = {"endpoints": "endpoints"}


def _parsed() -> tuple[Resource, ...]:
    found, group, version = [], "", ""
    for line in _TABLE.strip().splitlines():
        if not line.startswith(" "):
            group, _, version = line.rpartition("/")
            continue
        plural, kind, scope, short, subresources, categories = line.split()
        found.append(
            Resource(
                group,
                version,
                plural,
                kind,
                scope == "n",
                _words(short),
                _words(subresources),
                _words(categories),
                _verbs(kind),
                _SINGULARS.get(plural, kind.lower()),
                f"{kind}List",
            )
        )
    return tuple(found)


def _verbs(kind: str) -> tuple[str, ...]:
    if kind in REVIEWS:
        return CREATE_ONLY
    return tuple(verb for verb in VERBS if kind != "Namespace" or verb != "deletecollection")


def _words(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split(","))


BUILT_IN = _parsed()
BY_NAME = {resource.qualified: resource for resource in BUILT_IN}
