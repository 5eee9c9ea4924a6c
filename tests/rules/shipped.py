"""The rules that come with the product, read once for all tests: nothing changes a book."""

from register.rules.rulesets import load_rule_sets

BOOK = load_rule_sets()
