"""Compile the catalogue's codes, statuses and messages to one small table for matching.

The table is plain JSON and the whole input of both matchers: `matcher` here and
`static/js/match.js` in the browser. Words of messages are kept as 24-bit hashes of short
word runs, a bounded number per entry, so that its size follows the number of entries.
"""

from __future__ import annotations

import base64
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from errdex.model import ErrorEntry, Provider

VERSION = 2
FEATURE_BITS = 24

# The browser loads at most about 30 KB compressed for 1,000 entries. Each entry takes room for
# its code and aliases; these are the runs of messages that what is left has room for.
_FEATURE_BUDGET = 6400
_BUDGET_OF_ENTRY = 2
_MAX_PER_MESSAGE = 24
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MIN_PER_ENTRY = 4
_FEW = 3

# `rpc error: code = Unknown desc = ...` stands around errors that have a code of their own.
_GRPC_UNKNOWN = 2

_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
_WORD = re.compile(r"[A-Za-z0-9_]+")
# Words that any sentence may hold; a run of words needs another one to tell something.
_COMMON = frozenset(
    "a an and are as at be been by can cannot could did do does for from had has have if in into "
    "is it its may more must no not of on one or out s so such t that the their them then there "
    "this to up was we were what when where which while will with would you your please using use "
    "used error errors message code failed failure request response value type name".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """What the table is made from."""

    errors: Sequence[ErrorEntry]
    providers: Mapping[str, Provider]


def compile_table(source: Source) -> dict[str, object]:
    """The table as JSON values.

    Keys: `v` version; `p` providers as [slug, hint words]; `e` entries as [code, provider
    number, layer, keys, gRPC code, number], trailing defaults left out, the slug being the
    slug of the code; `m` for every entry, between commas, how many runs each of its messages
    has, a base-36 digit a message; `f` the hashed runs in that order, 3 bytes each in base64.
    """
    errors = sorted(source.errors, key=lambda entry: entry.id)
    providers = sorted({entry.provider.target for entry in errors})
    runs, counts = _features(errors)
    return {
        "v": VERSION,
        "p": [[slug, _hints(slug, source, errors)] for slug in providers],
        "e": [_entry(entry, providers) for entry in errors],
        "m": counts,
        "f": base64.b64encode(runs).decode("ascii"),
    }


def fold(text: str) -> str:
    """Lower-case letters and digits only: one key for every spelling of a code."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def words_of_message(text: str) -> list[list[str]]:
    """The lower-case words of each literal part between placeholders."""
    return [[word.lower() for word in _WORD.findall(part)] for part in _PLACEHOLDER.split(text)]


def run_hash(words: Sequence[str]) -> int:
    """The 24-bit FNV-1a hash of a run of words."""
    value = 0x811C9DC5
    for byte in " ".join(words).encode("ascii", "replace"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return (value >> FEATURE_BITS) ^ (value & ((1 << FEATURE_BITS) - 1))


def runs_of(words: Sequence[str]) -> list[tuple[int, int]]:
    """The runs of two and three words as (start, length) that tell something."""
    found: list[tuple[int, int]] = []
    for start in range(len(words)):
        for length in (2, 3):
            run = words[start : start + length]
            if len(run) == length and _tells(run):
                found.append((start, length))
    return found


def _tells(run: Sequence[str]) -> bool:
    rare = [word for word in run if word not in _COMMON and not word.isdigit() and len(word) > 1]
    return len(rare) >= (2 if len(run) == 2 else 1) and sum(map(len, run)) >= 7


def layer_of(entry: ErrorEntry) -> int:
    """How near an error is to its cause: 0 a bare status, 1 a protocol's code, 2 a service's."""
    if is_status(entry) or entry.grpc_code == _GRPC_UNKNOWN:
        return 0
    if entry.grpc_code is not None or re.fullmatch(r"[a-z]+(_[a-z]+)*", entry.code):
        return 1
    return 2


def is_status(entry: ErrorEntry) -> bool:
    """Whether the code is an HTTP status itself."""
    return re.fullmatch(r"[1-5][0-9]{2}", entry.code) is not None


def _entry(entry: ErrorEntry, providers: list[str]) -> list[object]:
    keys = sorted({alias.target for alias in entry.aliases if _adds(alias.target, entry)})
    if is_status(entry):
        # A reason phrase is the only name a bare status has.
        keys = [*keys, entry.title, f"{entry.code} {entry.title}"]
    # A number at the end of the code is read from there.
    number = entry.number if entry.number is not None else -1
    number = -1 if entry.code.endswith(str(number)) else number
    grpc = -1 if entry.grpc_code is None else entry.grpc_code
    place = providers.index(entry.provider.target)
    row: list[object] = [entry.code, place, layer_of(entry), keys, grpc, number]
    # Trailing defaults are left out; both readers put them back.
    defaults: tuple[object, ...] = (-1, -1, [])
    for default in defaults:
        if row[-1] != default:
            break
        row.pop()
    return row


def _adds(alias: str, entry: ErrorEntry) -> bool:
    """Whether an alias finds what the code and the number do not find by themselves.

    gRPC's codes are shared by several providers; their longer spellings tell whose one it is.
    """
    holds_code = rf"(?<!\w){re.escape(entry.code)}(?:Exception|Error|Fault)?(?!\w)"
    is_name = entry.grpc_code is None and not entry.code.isdigit()
    is_told = is_name and re.search(holds_code, alias)
    is_number = entry.number is not None and alias == str(entry.number)
    return fold(alias) != fold(entry.code) and not is_number and not is_told


def _hints(slug: str, source: Source, errors: Sequence[ErrorEntry]) -> list[str]:
    """Words that speak for a provider when they stand near a code."""
    provider = source.providers.get(slug)
    names = [slug]
    if provider:
        names += [provider.title, *(alias.target for alias in provider.aliases)]
    own = [entry for entry in errors if entry.provider.target == slug]
    names += [entry.service for entry in own]
    words = {word for name in names for word in _name_words(name)}
    return sorted(words | set(_told_hints(provider)))


def _told_hints(provider: Provider | None) -> tuple[str, ...]:
    return tuple(hint.lower() for hint in provider.hints) if provider else ()


def _name_words(name: str) -> Iterable[str]:
    generic = {"service", "services", "error", "errors", "api", "common", "manager", "the", "and"}
    generic |= {
        "http",
        "https",
        "platform",
        "cloud",
        "microsoft",
        "id",
        "connect",
        "status",
        "resource",
        "active",
    }
    for word in _WORD.findall(name):
        if len(word) > 2 and not word.isdigit() and word.lower() not in generic | _COMMON:
            yield word.lower()


# --- word runs of messages


def _features(errors: Sequence[ErrorEntry]) -> tuple[bytes, str]:
    """The chosen runs of every message, packed, and how many each message has."""
    found = {(number, index): _candidates(entry, text) for number, entry in enumerate(errors)
             for index, text in enumerate(entry.messages)}  # fmt: skip
    spread: dict[int, set[int]] = defaultdict(set)
    for (number, _), runs in found.items():
        for run in runs:
            spread[run].add(number)
    budget = _FEATURE_BUDGET - _BUDGET_OF_ENTRY * len(errors)
    per_entry = max(_MIN_PER_ENTRY, budget // max(1, len(errors)))
    messages = Counter(number for number, _ in found)
    packed, counts = bytearray(), [""] * len(errors)
    for (number, index), runs in sorted(found.items()):
        share, rest = divmod(per_entry, messages[number])
        if share < _FEW and _names_itself(errors[number], errors[number].messages[index]):
            # Where room is short, a message that holds its code is known by that.
            continue
        # What does not divide goes to the first messages; every message keeps one run.
        limit = min(_MAX_PER_MESSAGE, max(1, share + (index < rest)))
        chosen = _choose(runs, spread, limit)
        if chosen:
            counts[number] += _DIGITS[len(chosen)]
            for run in chosen:
                packed += run.to_bytes(3, "big")
    return bytes(packed), ",".join(counts)


def _names_itself(entry: ErrorEntry, text: str) -> bool:
    own = fold(entry.code)
    return len(own) > 2 and own in fold(text)


def _candidates(entry: ErrorEntry, text: str) -> list[int]:
    """The runs of a message in their order; the code itself is left to the code matcher."""
    own = {fold(entry.code), *(fold(alias.target) for alias in entry.aliases)}
    parts = words_of_message(text)
    runs = [tuple(words[s : s + n]) for words in parts for s, n in runs_of(words)]
    if not runs:
        # A message of common words alone still has its longest run.
        runs = [tuple(words[:3]) for words in parts if len(words) > 1]
    told = [run_hash(run) for run in runs if fold("".join(run)) not in own]
    return list(dict.fromkeys(told))


def _choose(runs: list[int], spread: Mapping[int, set[int]], limit: int) -> list[int]:
    """The rarest runs, spread over the message, in its order."""
    ranked = sorted(range(len(runs)), key=lambda place: (len(spread[runs[place]]), place))
    rarest = ranked[: max(limit * 2, limit)]
    if len(rarest) > limit:
        step = len(rarest) / limit
        kept = sorted(rarest)
        rarest = [kept[int(number * step)] for number in range(limit)]
    return [runs[place] for place in sorted(rarest)]
