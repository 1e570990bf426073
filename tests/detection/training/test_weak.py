"""Names of unknown kind are told only where the tagger finds just that name and is sure."""

from collections.abc import Sequence

import pytest

from sluis.detection.training.labelled import UNKNOWN, Labelled, Mark
from sluis.detection.training.weak import told
from sluis.values import Span

TEXT = Labelled("Zorvella lives in Quarnby", (Mark(0, 8, UNKNOWN), Mark(18, 25, "LOCATION")), "en")


class Says:
    """A tagger that says the same of every text."""

    def __init__(self, *spans: Span) -> None:
        self.spans = list(spans)

    def tag(self, texts: Sequence[str], questions: Sequence[str] = ()) -> list[list[Span]]:
        return [self.spans for _ in texts]


@pytest.mark.parametrize(
    ("span", "kind"),
    [
        (Span(0, 8, "PERSON", 0.75, "tagger"), "PERSON"),
        (Span(0, 8, "LOCATION", 0.9, "tagger"), "LOCATION"),
        (Span(0, 8, "PERSON", 0.6, "tagger"), UNKNOWN),
        (Span(0, 14, "PERSON", 0.99, "tagger"), UNKNOWN),
        (Span(0, 8, "ADDRESS", 0.99, "tagger"), UNKNOWN),
    ],
)
def test_a_kind_is_believed_of_just_that_name_and_from_a_score_on(span: Span, kind: str) -> None:
    (text,) = told([TEXT], Says(span))
    assert [mark.kind for mark in text.marks] == [kind, "LOCATION"]


def test_what_a_set_marks_itself_stays_and_texts_keep_their_order() -> None:
    plain = Labelled("Ada", (Mark(0, 3, "LOCATION"),))
    says = Says(Span(0, 8, "PERSON", 0.99, "tagger"), Span(0, 3, "PERSON", 0.99, "tagger"))
    first, second, third = told([plain, TEXT, plain], says)
    assert first == third == plain
    assert second.marks[0].kind == "PERSON"
