"""The tables tools are drawn from."""

from sluis.decisions.findings import DOMAINS
from sluis.decisions.lexicon import LANGUAGES
from sluis.decisions.reading import read
from sluis.decisions.rules import ADVERSE, FAVOURABLE
from sluis.decisions.training.tools import NOUNS, STATUSES
from sluis.decisions.words import split_name


def test_every_domain_with_nouns_is_one_of_ours() -> None:
    assert set(NOUNS) <= set(DOMAINS)


def test_most_outcome_values_of_every_language_are_in_the_lexicon() -> None:
    assert set(STATUSES) == set(LANGUAGES)
    for adverse, favourable in STATUSES.values():
        for values, concepts in ((adverse.split("|"), ADVERSE), (favourable.split("|"), FAVOURABLE)):
            known = [value for value in values if read(split_name(value)).concepts & concepts]
            assert len(known) >= 0.6 * len(values), set(values) - set(known)
