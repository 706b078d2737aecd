"""Sentences as digests, paragraphs as sketches."""

from __future__ import annotations

from errdex.likeness import likeness, sentence_digest, sentences, sketch

LONG = (
    "The gateway keeps the list of callers in memory and reads it anew every ten minutes, so a "
    "caller who was added a moment ago is refused until the next reading, and then admitted "
    "without any further change to the client or to the policy that names it."
)
OTHER = (
    "Disk pressure on the node makes the kubelet remove containers that ask for less than they "
    "use, beginning with those of the lowest priority, until the share of free space is above "
    "the threshold again; the events of the namespace name each of the removed ones."
)


def test_sentences_keep_their_places():
    text = "One thing.\nAnother (of them.) Third"
    found = list(sentences(text))

    assert [sentence for _, sentence in found] == ["One thing.", "Another (of them.", "Third"]
    assert [text[start:].startswith(sentence) for start, sentence in found] == [True] * 3


def test_a_digest_does_not_see_case_marks_and_line_ends():
    one = sentence_digest("The token was signed with a key that is gone.")

    assert one == sentence_digest("the token was signed\nwith a key — that is gone!")
    assert one != sentence_digest("The token was signed with a key that is new.")


def test_a_digest_sees_the_code_in_a_sentence():
    one = sentence_digest("Compare the aud claim of the token with the API.")

    assert one != sentence_digest("Compare the scp claim of the token with the API.")


def test_short_sentences_are_common_property():
    assert sentence_digest("Nothing was sent.") is None
    assert sentence_digest("") is None


def test_a_changed_word_leaves_two_texts_near():
    near = likeness(sketch(LONG), sketch(LONG.replace("ten", "twenty")))

    assert 0.6 < near < 1.0


def test_equal_and_foreign_texts():
    assert likeness(sketch(LONG), sketch(LONG)) == 1.0
    assert likeness(sketch(LONG), sketch(OTHER)) == 0.0


def test_short_texts_have_no_sketch():
    assert sketch("Renew the certificate.") == ()
    assert likeness((), ()) == 0.0


def test_a_sketch_survives_half_a_surrogate_pair():
    assert sketch(f"\ud800 {LONG}")
    assert sentence_digest(f"\ud800 {LONG}") is not None
