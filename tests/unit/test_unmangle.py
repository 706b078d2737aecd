"""Pasted text to words: every mangling is undone, and every place is where the word was."""

from __future__ import annotations

import html
import json
import re
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdex.unmangle import plain_text, words_of

WORD_TEXTS = st.from_regex(r"[A-Za-z0-9_]{1,12}", fullmatch=True)


def texts(pasted: str) -> list[str]:
    return [word.text for word in words_of(pasted)]


def as_pasted(pasted: str, wanted: str) -> str:
    """What stands in the paste at the place of a word."""
    [word] = [word for word in words_of(pasted) if word.text == wanted]
    return pasted[word.start : word.end]


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        # JSON, escaped once, twice, three times, and by hand.
        ('{"error":"invalid_client"}', '{"error":"invalid_client"}'),
        (r"{\"error\":\"invalid_client\"}", '{"error":"invalid_client"}'),
        (r"{\\\"error\\\":\\\"invalid_client\\\"}", '{"error":"invalid_client"}'),
        (r"{\\\\\\\"error\\\\\\\":1}", '{"error":1}'),
        (r"{\'error\': \`x\`}", "{'error': `x`}"),
        (r"https:\/\/example.com\/a", "https://example.com/a"),
        (r"one\ntwo\tthree\r\nfour", "one\ntwo three\n\nfour"),
        (r"one\\ntwo\\\\r\\\\nthree", "one\ntwo\n\nthree"),
        (r"it\u0027s \u003cb\u003e \u0026 \\u0022x\\u0022", 'it\'s <b> & "x"'),
        (r"caf\u00e9 \x27x\x27 \u000a", "caf  'x' \n"),
        # HTML and XML entities, also encoded again.
        ("&quot;error&quot;: &apos;x&apos;", "\"error\": 'x'"),
        ("&#34;a&#34; &#x22;b&#X22; &#39;c&#39;", '"a" "b" \'c\''),
        ("&lt;Code&gt;x&lt;/Code&gt;", "<Code>x</Code>"),
        ("a&amp;b &amp;quot;c&amp;amp;quot; d&nbsp;e", 'a&b "c" d e'),
        ("&#233; &#10; &unknown; &", "  \n &unknown; &"),
        # Percent codes, also encoded again; `+` stays and parts the words.
        ("error=x%20y%3A+z", "error=x y:+z"),
        ("%22error%22%3A%2522x%252522", '"error":"x"'),
        ("100% of %zz, %0A%E9", "100% of %zz, \n "),
        # Colors: raw, written in six ways, and with their escape character lost.
        ("\x1b[31mError\x1b[0m", "Error"),
        ("\x1b[1;38;5;196mError\x1b[m\x1b[K", "Error"),
        ("a \x1b b", "a  b"),
        (r"\u001b[31mError\u001B[0m", "Error"),
        (r"\x1b[31mError\x1B[0m", "Error"),
        (r"\033[1;31mError\e[0m", "Error"),
        (r"\\u001b[31mError\\033[0m", "Error"),
        ("[31mError[0m [1;33mx[39;49m", "Error x"),
        ("[404] [m] [12 m]", "[404] [m] [12 m]"),
        # Links and tags that a tool or a site put in.
        ("see [the docs](https://example.com/a_b) now", "see [the docs now"),
        ('<a href="https://example.com/x" rel=nofollow>AADSTS</a>50012', "AADSTS50012"),
        ("<b>invalid</b><wbr>_client <br/><code>x</code>", "invalid_client <br/>x"),
        ("<Code>AccessDenied</Code>", "<Code>AccessDenied</Code>"),
        ("a < b and c > d", "a < b and c > d"),
        # What cannot be seen, and what is no ASCII.
        ("invalid\u200b_\u200dcli\ufeffent\u2060 so\u00adft", "invalid_client soft"),
        ("│ Error: x\n╵", "  Error: x\n "),
        ("“x” … é\U0001f600", " x" + " " * 6),
    ],
)
def test_manglings_are_undone(pasted, plain):
    """The words come out whole, apart from each other, with their delimiters."""
    assert plain_text(pasted)[0] == plain


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("x: invalid_client!", "invalid_client"),
        (r"{\\\"error\\\":\\\"invalid_client\\\"}", "invalid_client"),
        ("&quot;invalid_client&quot;", "invalid_client"),
        ("error%3Dinvalid%5Fclient%26", "invalid%5Fclient"),
        (r"'inv\u0061lid_client'", r"inv\u0061lid_client"),
        ("\x1b[31minvalid_\x1b[1mclient\x1b[0m", "invalid_\x1b[1mclient"),
        ("invalid\u200b_client\u200b.", "invalid\u200b_client"),
        ("<b>invalid_</b>client", "invalid_</b>client"),
        ('<a href="https://e.com/?q=1">invalid_client</a>', "invalid_client"),
        ("[invalid_client](https://e.com/)", "invalid_client"),
        ("\U0001f600 Ошибка invalid_client 错误", "invalid_client"),
    ],
)
def test_places_are_those_of_the_paste(pasted, shown):
    """From a word's first character to its last, with whatever stands inside."""
    assert as_pasted(pasted, "invalid_client") == shown


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("> Error: invalid_client\n> > at x", ["Error", "invalid_client", "at", "x"]),
        ("Ошибка AADSTS50126: неверный пароль", ["AADSTS50126"]),
        ("エラーThrottlingExceptionが発生", ["ThrottlingException"]),
        ('{"error":"invalid_grant","error_desc', ["error", "invalid_grant", "error_desc"]),
        ('{"error":"invalid_grant\\', ["error", "invalid_grant"]),
        ("<Code>AccessDenied</Code>", ["Code", "AccessDenied", "Code"]),
        ("{'Code': 'NoSuchKey', 'n': None}", ["Code", "NoSuchKey", "n", "None"]),
        ("{ code: 'ETIMEDOUT', errno: -110 }", ["code", "ETIMEDOUT", "errno", "110"]),
        ('code=\\"x\\"', ["code", "x"]),
        ("a+b%20c%2Bd", ["a", "b", "c", "d"]),
        ("", []),
        ("… — 错误", []),
    ],
)
def test_words(pasted, words):
    """Runs of letters, digits and underscores."""
    assert texts(pasted) == words


def test_gaps_say_what_stands_between():
    """The last twelve characters before a word, after the word before."""
    words = words_of('{"code": "x",\n> y' + " " * 20 + "z")

    assert [word.gap for word in words] == ['{"', '": "', '",\n> ', " " * 12]


def test_a_link_inside_a_code_leaves_its_bracket():
    """The matcher joins the parts of a code at the bracket; the rest of the link is gone."""
    first, second, after = words_of("AADSTS[7000215](https://example.com/x) is")

    assert (first.text, second.gap, second.text, after.gap) == ("AADSTS", "[", "7000215", " ")


def test_a_tag_inside_a_code_leaves_nothing():
    """Two halves are one word again."""
    pasted = 'AADSTS<a href="https://example.com/?code=7000215">7000215</a>: Invalid'

    assert texts(pasted) == ["AADSTS7000215", "Invalid"]


@pytest.mark.parametrize(("length", "is_skipped"), [(300, True), (301, False)])
def test_only_tags_of_a_sensible_length_are_skipped(length, is_skipped):
    """Beyond, `<` is taken as it is."""
    assert ("x" in plain_text(f"a<b {'x' * length}>c")[0]) != is_skipped


@given(st.text(max_size=200))
def test_every_character_has_a_place(pasted):
    """Plain text is ASCII; places lie in the paste, in order, and never overlap."""
    plain, starts, ends = plain_text(pasted)

    assert plain.isascii()
    assert len(plain) == len(starts) == len(ends)
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert not ends or ends[-1] <= len(pasted)


@given(st.text(alphabet=st.characters(max_codepoint=0x7E, exclude_characters="\\&%[<]\x1b")))
def test_text_that_is_not_mangled_stays_as_it_is(pasted):
    """Character by character."""
    assert plain_text(pasted)[0] == pasted
    assert texts(pasted) == re.findall(r"\w+", pasted, re.ASCII)


@given(st.lists(WORD_TEXTS, max_size=6), st.integers(0, 4))
def test_json_in_json_in_json(words, depth):
    """However often a text was put into a string."""
    pasted = '{"a": "' + '", "'.join(words) + '"}'
    for _ in range(depth):
        pasted = json.dumps(pasted)

    assert texts(pasted) == ["a", *words]


@given(st.lists(WORD_TEXTS, max_size=6), st.integers(0, 4), st.sampled_from([quote, quote_plus]))
def test_urls_in_urls(words, depth, encode):
    """However often a text was put into a URL."""
    pasted = ' "'.join(words)
    for _ in range(depth):
        pasted = encode(pasted)

    assert texts(pasted.replace("+", " ")) == words


@given(st.lists(WORD_TEXTS, max_size=6), st.integers(0, 4))
def test_pages_in_pages(words, depth):
    """However often a text was put into a page."""
    pasted = ' "<'.join(words)
    for _ in range(depth):
        pasted = html.escape(pasted)

    assert texts(pasted) == words


@pytest.mark.parametrize(
    "piece", ["\\", "&amp;", "[[", "<a ", "<a x", "](https://", "%25", "\x1b[1;", "7", "a_"]
)
def test_no_text_makes_it_slow(piece):
    """Far below a second for 200 KB; anything that grows with the square takes minutes."""
    started = time.process_time()
    words_of(piece * (200_000 // len(piece)))

    assert time.process_time() - started < 5
