"""Words that do not belong on a page: padding, names of the past, live secrets.

The tables are the house's own: American technical prose, and the names vendors use today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """One place in a text that breaks a rule."""

    code: str
    start: int
    text: str
    what: str
    help: str


_FILLER = {
    r"please|simply|easily|obviously|of course|needless to say": "leave the word out",
    r"it is (?:important|worth|crucial|essential) to (?:note|remember|mention)(?: that)?": (
        "say the thing itself"
    ),
    r"(?:please )?note that|keep in mind that|be aware that": "say the thing itself",
    r"in order to|for the purpose of": 'write "to"',
    r"due to the fact that|in the event that": 'write "because" or "if"',
    r"various (?:reasons|causes|factors)|a (?:number|variety) of reasons": "name them",
    r"check your (?:configuration|settings|setup|code)": "name the setting, and its right value",
    r"(?:something|things) went wrong": "say what failed",
    r"contact (?:the )?(?:customer |technical )?support(?= (?:team|for|if)|[.,;]|$)": (
        "say what evidence to send, and to whom"
    ),
    r"try again later": "say when: after which header, delay or event",
    r"as (?:needed|appropriate|applicable)|and so on|etc\.": "name what is meant",
    r"best practices?": "name the practice",
    r"leverage[sd]?|utilize[sd]?|seamless(?:ly)?|robust": "use the plain word",
}
"""Phrase to what an author does about it. Each would fit any error, or adds nothing."""

_RENAMED = {
    r"Azure (?:Active Directory|AD)\b(?! (?:Graph|B2C|Authentication Library))": (
        "Microsoft Entra ID"
    ),
    r"Azure AD Connect": "Microsoft Entra Connect",
    r"Windows Azure": "Azure",
    r"Azure Cognitive Search": "Azure AI Search",
    r"Office 365": "Microsoft 365",
    r"Google Cloud Platform|\bGCP\b": "Google Cloud",
    r"(?:Google )?Cloud SDK": "Google Cloud CLI",
    r"Stackdriver": "Cloud Logging or Cloud Monitoring",
    r"Google Container Engine": "Google Kubernetes Engine",
    r"AWS (?:Single Sign-On|SSO)": "AWS IAM Identity Center",
    r"EC2 Container (?:Service|Registry)": "Amazon ECS or Amazon ECR",
    r"Amazon Elasticsearch Service": "Amazon OpenSearch Service",
    r"CloudWatch Events": "Amazon EventBridge",
    r"(?:Docker for Mac|Docker for Windows)": "Docker Desktop",
    r"(?:Kubernetes )?master nodes?": "control plane node",
    r"G Suite": "Google Workspace",
}
"""Old product name to the present one. The old ones belong in `aliases`."""

_SECRETS = {
    r"\b(?:AKIA|ASIA|AROA|AIDA)(?![A-Z0-9]*EXAMPLE)(?!X{4,})[A-Z2-7]{16}\b": "an AWS access key ID",
    r"\bgh[pousr]_[A-Za-z0-9]{36,}": "a GitHub token",
    r"\bglpat-[A-Za-z0-9_-]{20,}": "a GitLab token",
    r"\bxox[abprs]-[A-Za-z0-9-]{20,}": "a Slack token",
    r"\bAIza[A-Za-z0-9_-]{35}\b": "a Google API key",
    r"\bya29\.[A-Za-z0-9_-]{30,}": "a Google access token",
    r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}": "a signed JWT",
    r"\b[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}": "a Microsoft Entra client secret",
    r"\bsk_live_[A-Za-z0-9]{16,}": "a Stripe key",
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40,}": "a private key",
    r"\barn:aws[a-z-]*:[^:\s]*:[^:\s]*:"
    r"(?!(?:111122223333|444455556666|123456789012|777788889999|(\d)\1{11}):)\d{12}:": (
        "an AWS account number"
    ),
}
"""Shapes of live credentials, and of accounts that are nobody's example."""


def _table(entries: dict[str, str], flags: int) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, flags), value) for pattern, value in entries.items()]


def _any_of(entries: dict[str, str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in entries)


def _words(entries: dict[str, str], before: str = "") -> dict[str, str]:
    """Whole words only, with any white space between them, a line end included."""
    return {
        rf"{before}\b(?:{key})(?!\w)".replace(" ", r"\s+"): value for key, value in entries.items()
    }


_FILLERS = _table(_words(_FILLER), re.IGNORECASE)
# A name in quotation marks is spoken about, not used.
_NAMES = _table(_words(_RENAMED, r"(?<![\"“])"), 0)
_LIVE = _table(_SECRETS, 0)
# One look that nearly always finds nothing, before the tables are gone through.
_HINT = re.compile(rf"\b(?:(?i:{_any_of(_FILLER)})|{_any_of(_RENAMED)})(?!\w)".replace(" ", r"\s+"))
_HINT_OF_SECRET = re.compile(
    r"A[KSR][IO]A|AIDA|gh[pousr]_|glpat-|xox|AIza|ya29|\.eyJ|Q~|sk_live|PRIVATE KEY|arn:aws"
)


def slips(text: str) -> Iterator[Slip]:
    """Padding and outdated names in prose; code is left to the caller to leave out."""
    if not _HINT.search(text):
        return
    ends: set[int] = set()
    for pattern, help_ in _FILLERS:
        for match in pattern.finditer(text):
            if match.end() in ends:
                continue  # the tail of a longer phrase
            ends.add(match.end())
            what = f'"{_one_line(match[0])}" tells the reader nothing'
            yield Slip("ED0803", match.start(), match[0], what, help_)
    for pattern, name in _NAMES:
        for match in pattern.finditer(text):
            what = f'"{_one_line(match[0])}" is not the present name'
            yield Slip("ED0804", match.start(), match[0], what, f'write "{name}"')


def secrets(text: str) -> Iterator[Slip]:
    """What looks like a live credential anywhere in a file, code included."""
    if not _HINT_OF_SECRET.search(text):
        return
    for pattern, name in _LIVE:
        for match in pattern.finditer(text):
            yield Slip("ED0805", match.start(), match[0], f"this looks like {name}", "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
