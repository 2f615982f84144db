"""The codes of all findings of the language; ``docs/reference/findings.md`` explains each."""

import enum
import re

CAPACITY = "capacity-"
HOST = "host-"
CONSTRAINT = "constraint-"


class Code(enum.StrEnum):
    """What kind of problem a finding tells.

    Three families are open, because types are data: ``capacity-NAME`` for what components use up together
    and ``host-NAME`` for what a host must be, see ``capability_code``, and ``constraint-NAME`` for what a
    type asks of its elements, see ``constraint_code``.
    """

    YAML_SYNTAX = "yaml-syntax"
    YAML_LIMIT = "yaml-limit"
    DUPLICATE_KEY = "duplicate-key"
    DOCUMENT_SHAPE = "document-shape"
    FORMAT_VERSION = "format-version"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_TYPE = "unknown-type"
    ABSTRACT_TYPE = "abstract-type"
    SUBSTITUTED = "substituted"
    SUBSTITUTE_NONE = "substitute-none"
    SELECT_UNKNOWN = "select-unknown"
    SELECT_TYPE = "select-type"
    SELECT_ELSEWHERE = "select-elsewhere"
    SELECT_CHAIN = "select-chain"
    SELECT_CONCRETE = "select-concrete"
    SELECT_BESIDE = "select-beside"
    SELECT_POLICY = "select-policy"
    MISPLACED_TYPE = "misplaced-type"
    UNKNOWN_ATTRIBUTE = "unknown-attribute"
    MISSING_ATTRIBUTE = "missing-attribute"
    VALUE_TYPE = "value-type"
    VALUE_UNIT = "value-unit"
    VALUE_RANGE = "value-range"
    VALUE_OPTION = "value-option"
    VALUE_PATTERN = "value-pattern"
    VALUE_EXPOSED = "value-exposed"
    TYPE_DEFINITION = "type-definition"
    NAME_PATTERN = "name-pattern"
    NAME_DUPLICATE = "name-duplicate"
    REFERENCE_UNKNOWN = "reference-unknown"
    DOCUMENT_UNKNOWN = "document-unknown"
    DOCUMENT_IGNORED = "document-ignored"
    PATH_MISSING = "path-missing"
    MODEL_UNKNOWN = "model-unknown"
    RELATION_MISSING = "relation-missing"
    RELATION_MANY = "relation-many"
    RELATION_TYPE = "relation-type"
    RELATION_APART = "relation-apart"
    RELATION_INTERFACE = "relation-interface"
    CONTAINMENT_MISSING = "containment-missing"
    PART_ELSEWHERE = "part-elsewhere"
    CONTAINMENT_MANY = "containment-many"
    PLAIN_TEXT = "secret-plain"
    CYCLE = "cycle"
    PLACEMENT_NONE = "placement-none"
    NETWORK_NONE = "network-none"
    NETWORK_LATENCY = "network-latency"
    NETWORK_BANDWIDTH = "network-bandwidth"
    NETWORK_LOSS = "network-loss"
    POLICY_TOGETHER = "policy-together"
    POLICY_APART = "policy-apart"
    POLICY_SPREAD = "policy-spread"
    POLICY_KEEP_IN = "policy-keep-in"
    POLICY_RESIDENCY = "policy-residency"
    POLICY_BUDGET = "policy-budget"
    POLICY_UNPRICED = "policy-unpriced"
    POLICY_LATENCY = "policy-latency"
    POLICY_OBJECTIVE = "policy-objective"
    POLICY_NONE = "policy-none"
    QOS_IMPOSSIBLE = "qos-impossible"
    KEEP_UNWATCHED = "keep-unwatched"
    KEEP_TIMES = "keep-times"
    PIPELINE_ORDER = "pipeline-order"
    PIPELINE_RESULT = "pipeline-result"
    PIPELINE_TARGET = "pipeline-target"
    PIPELINE_METRIC = "pipeline-metric"
    PIPELINE_TASK = "pipeline-task"
    BLOCK_UNUSED = "block-unused"
    COLUMN_UNKNOWN = "column-unknown"
    COLUMN_TYPE = "column-type"
    TOPIC_SCHEMA = "topic-schema"
    TOPIC_UNKNOWN = "topic-unknown"
    TOPIC_SILENT = "topic-silent"
    HOST_WHERE = "host-where"
    COLOCATION = "colocation"
    DELETE_FROM = "delete-from"
    PORT_PRIVILEGED = "port-privileged"
    ENDPOINT_EXPOSED = "endpoint-exposed"
    PORT_CONFLICT = "port-conflict"
    SCALING_BOUNDS = "scaling-bounds"
    SCALING_ROOM = "scaling-room"
    SCALING_COLD_START = "scaling-cold-start"
    CONSTRAINT_FAILED_TO_RUN = "constraint-failed-to-run"
    WHERE_EXPRESSION = "where-expression"
    RULE_TRIGGER = "rule-trigger"
    RULE_EXPRESSION = "rule-expression"


def capability_code(capability: str, *, consumed: bool) -> str:
    """The code of an unmet requirement, such as ``capacity-memory`` or ``host-gpu-memory``."""
    return f"{CAPACITY if consumed else HOST}{_words(capability)}"


def constraint_code(name: str) -> str:
    """The code of a constraint that a type has, such as ``constraint-languages``."""
    return f"{CONSTRAINT}{_words(name)}"


def _words(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
