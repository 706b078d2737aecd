"""Padding, names of the past, and what looks like a live credential."""

from __future__ import annotations

import pytest

from errdex.wording import secrets, slips


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("Please check the header.", "ED0803", "Please"),
        ("Note that the\nserver waits.", "ED0803", "Note that"),
        ("It is important to\nnote that it waits.", "ED0803", "It is important to\nnote that"),
        ("Check your settings.", "ED0803", "Check your settings"),
        ("If it lasts, contact support.", "ED0803", "contact support"),
        ("Sign in to Azure AD first.", "ED0804", "Azure AD"),
        ("Open it in Azure Active Directory.", "ED0804", "Azure Active Directory"),
        ("Quotas of GCP projects.", "ED0804", "GCP"),
        ("AWS SSO holds the session.", "ED0804", "AWS SSO"),
    ],
)
def test_slips_are_found(text: str, code: str, found: str):
    (slip,) = slips(text)

    assert (slip.code, slip.text) == (code, found)
    assert text[slip.start :].startswith(found)
    assert slip.help


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft Entra ID and Google Cloud.",
        'People still write "Azure Active Directory" in their notes.',
        "The Azure AD Graph API was retired.",
        "The code GCP_SUSPENDED stands in the reason.",
        "It pleased nobody; the noted value is in the field.",
        "Contact support with the request ID and the time.",
    ],
)
def test_plain_words_pass(text: str):
    assert list(slips(text)) == []


# In two parts, so that no scanner takes this file for a leak.
LIVE = [
    "AKIA" + "QWERTYUIOPASDFGH",
    "ghp_" + "a1B2" * 9,
    "xoxb-" + "1234567890-abcdefghij",
    "AIza" + "Sy" + "a1B2c" * 6 + "xyz",
    "eyJ" + "hbGciOiJSUzI1NiJ9" + ".eyJ" + "zdWIiOiJhbGljZSJ9" + "." + "c2lnbmF0dXJlLXZhbHVl" * 2,
    "abc" + "8Q~" + "Zx9" * 11,
    "arn:aws:iam::" + "204817395561" + ":role/deploy",
    "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "MIIEpAIBAAKCAQEA" * 3,
]


@pytest.mark.parametrize("secret", LIVE, ids=lambda text: text[:8])
def test_live_secrets_are_found(secret: str):
    text = f"export KEY={secret}\n"
    (slip,) = secrets(text)

    assert slip.code == "ED0805"
    assert text.index(secret) == slip.start


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "AROACKCEVSQ6C2EXAMPLE",
        "Authorization: Bearer eyJ...",
        "arn:aws:iam::111122223333:role/deploy",
        "arn:aws:s3:::amzn-s3-demo-bucket/key",
        "ghp_... and xoxb-...",
        "00000000-0000-0000-0000-000000000000",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    ],
)
def test_placeholders_pass(text: str):
    assert list(secrets(text)) == []
