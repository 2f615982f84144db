"""Which rules are in force."""

from stratum.language.library import library
from stratum.runtime.rulebook import Rulebook, read_rules
from stratum.runtime.rules import built_in_rules

HEAD = "stratum: 1\nkind: Rules\nname: mine\nrules:\n"
ONE = HEAD + "  one: {on: {type: a.b}, do: {action: retrain}}\n"
BROKEN = HEAD + "  one: {on: {type: a.b}, do: {action: retrian}}\n"
SITE = (
    "stratum: 1\nkind: Infrastructure\nname: site\n"
    "hosts:\n  edge-1: {type: EdgeGateway, cpu: 1, memory: 1 GiB}\n"
)
NOTHING = Rulebook()
WATCHING = (
    HEAD + "  hot: {watch: {metric: host_cpu_ratio, subject: edge-1, above: 1}, do: {action: retrain}}\n"
)


def read(before: Rulebook = NOTHING, **texts: str) -> Rulebook:
    return read_rules({f"{name}.yaml": text for name, text in texts.items()}, library(), before)


def names(book: Rulebook) -> list[str]:
    return [rule.key for rule in book.rules]


def test_the_built_in_rules_are_there_without_documents() -> None:
    assert names(read()) == [rule.key for rule in built_in_rules()] == ["built-in/retrain-stale"]


def test_nothing_is_read_again_while_no_document_of_rules_changed() -> None:
    book = read(rules=ONE)
    assert names(book) == ["built-in/retrain-stale", "mine/one"]
    assert read(book, rules=ONE) is book
    assert read(book, rules=ONE, site=SITE) is book
    assert read(book, rules=ONE + "  # said\n") is not book


def test_a_refused_document_keeps_its_rules_of_before_and_the_others_change() -> None:
    first = read(rules=ONE)
    other = ONE.replace("name: mine", "name: other")
    book = read(first, rules=BROKEN, more=other)
    assert names(book) == ["built-in/retrain-stale", "other/one", "mine/one"]
    assert list(book.refused) == ["rules.yaml"]
    assert "retrian" in book.refused["rules.yaml"].message
    assert names(read(rules=BROKEN)) == ["built-in/retrain-stale"]
    assert names(read(book, more=other)) == ["built-in/retrain-stale", "other/one"]


def test_a_refused_document_is_read_again_when_any_other_changes() -> None:
    refused = read(rules=WATCHING)
    assert list(refused.refused) == ["rules.yaml"]
    assert read(refused, rules=WATCHING) is refused
    assert names(read(refused, rules=WATCHING, site=SITE)) == ["built-in/retrain-stale", "mine/hot"]


def test_what_is_switched_off_stays_so_while_its_document_is_refused() -> None:
    off = ONE.replace("rules:", "off: [retrain-stale]\nrules:")
    book = read(rules=off)
    assert names(book) == ["mine/one"]
    assert names(read(book, rules=off.replace("retrain}", "retrian}"))) == ["mine/one"]


def test_own_types_and_broken_documents_of_others_are_no_matter() -> None:
    book = read(rules=ONE, site=SITE.replace("EdgeGateway", "Nonsense"), other="a: [")
    assert names(book) == ["built-in/retrain-stale", "mine/one"]
    assert book.refused == {}
