"""The keys of each kind of file, their identity with the path, and `site.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from errdex import model
from errdex.diagnostics import Diagnostic, Diagnostics
from errdex.fields import Context
from errdex.frontmatter import parse
from errdex.model import FOLDERS, Entry, Kind, SiteConfig
from errdex.prose import ProseParser
from errdex.reading import SourceFile
from errdex.schema import KEYS, SITE_KEYS, is_base_url, json_schema, read_entry, read_site
from errdex.urls import Urls

CONTENT = Path(__file__).parents[2] / "content"
KINDS = get_args(Kind)

ERROR = """\
code: AADSTS7000215
title: Invalid client secret provided
provider: azure
category: authentication
summary: The secret is wrong.
last_reviewed: 2026-11-20
related: [oauth/invalid_client]
sources:
  - {title: Codes, url: "https://learn.example.com/codes"}
"""
EVERYTHING = (
    ERROR
    + """\
also_in: [billing]
service: Microsoft Entra ID
http_status: 401
number: 7000215
grpc_code: 16
retry: after_fix
fixed_by: admin
aliases: ["7000215"]
messages: ["AADSTS7000215: for app '{app}'."]
equivalents: [aws/invalidclienttokenid]
fields:
  - name: error
    type: Error
    required: true
    description: The error.
    since: "7.0"
    fields: [{name: code, type: string, required: false, description: The code.}]
example: {error: {code: "x"}}
status: retired
since: "2019"
"""
)
COMPARE = """\
title: 401 vs 403
summary: Who are you, and may you?
last_reviewed: 2026-11-20
errors: [http/401, http/403]
decisions:
  - {signal: "A `challenge`", points_to: http/401, because: asked}
facts:
  - {name: Who, values: [one, two]}
responses:
  - {error: http/401, language: http, body: "HTTP/1.1 401"}
related: [other]
"""
PLAYBOOK = """\
title: Logins fail
summary: In order.
last_reviewed: 2026-11-20
category: authentication
errors: [http/401]
use_when: Logins fail.
do_not_use_when: They do not.
capture: [the time]
steps:
  - {check: "Is it up?", command: curl -I x, expected: "200", if_not: Start it., errors: [http/401]}
"""
TABLE = """\
title: Codes
summary: All of them.
last_reviewed: 2026-11-20
groups:
  - {title: HTTP, provider: http, category: authentication, service: x}
  - {title: Chosen, errors: [http/401]}
"""
PROVIDER = """\
title: vSphere
summary: Virtual machines.
last_reviewed: 2026-11-20
aliases: [VMware]
types:
  - {name: Kind, description: Which., values: [{name: A}, {name: B, description: b}]}
  - {name: Error, description: It., fields: [{name: a, type: b, required: true, description: c}]}
"""
PLAIN = "title: About\nsummary: What this is.\nlast_reviewed: 2026-11-20\n"
FILES = {
    "error": EVERYTHING,
    "provider": PROVIDER,
    "category": PLAIN,
    "compare": COMPARE,
    "playbook": PLAYBOOK,
    "table": TABLE,
    "page": PLAIN,
}
SITE = """\
title: Errors
tagline: A line
description: A text.
base_url: https://errors.example/docs
repository: https://github.com/example/errors
branch: main
content_path: content
page_size: 15
review_interval_days: 180
"""


def context(kind: Kind, page_id: str, found: Diagnostics) -> Context:
    parts = (FOLDERS[kind], *f"{page_id}.md".split("/"))
    source = SourceFile(kind, parts, "content/" + "/".join(parts))
    return Context(source, found, ProseParser(Urls("https://x.example/")))


def read(text: str, kind: Kind = "error", page_id: str = "") -> tuple[Entry | None, list[Any]]:
    """The entry, and (code, line) of every fault."""
    found = Diagnostics()
    page_id = page_id or ("azure/aadsts7000215" if kind == "error" else "x")
    node = parse(text, "content/x.md", found)
    assert node is not None
    entry = read_entry(node, page_id, context(kind, page_id, found))
    return entry, [(fault.code, fault.position.line) for fault in found.sorted()]


def as_json(text: str) -> Any:
    """YAML as an editor reads it: days are text in JSON and in YAML 1.2."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(yaml.safe_load(text))


# --- entries


def test_an_error_with_the_required_keys_only():
    """Everything else is empty, never guessed."""
    entry, faults = read(ERROR)

    assert faults == []
    assert isinstance(entry, model.ErrorEntry)
    assert (entry.id, entry.code, entry.last_reviewed) == (
        "azure/aadsts7000215",
        "AADSTS7000215",
        date(2026, 11, 20),
    )
    assert (entry.provider.target, entry.category.target) == ("azure", "authentication")
    assert [ref.target for ref in entry.related] == ["oauth/invalid_client"]
    assert entry.sources == (model.Citation("Codes", "https://learn.example.com/codes"),)
    assert (entry.http_status, entry.number, entry.retry, entry.retired) == ((), None, None, False)


def test_an_error_with_every_key():
    """Each key fills its attribute."""
    entry, faults = read(EVERYTHING)

    assert faults == []
    assert isinstance(entry, model.ErrorEntry)
    assert (entry.service, entry.http_status, entry.number, entry.grpc_code) == (
        "Microsoft Entra ID",
        (401,),
        7000215,
        16,
    )
    assert (entry.retry, entry.fixed_by, entry.retired, entry.since) == (
        "after_fix",
        "admin",
        True,
        "2019",
    )
    assert [ref.target for ref in (*entry.also_in, *entry.aliases, *entry.equivalents)] == [
        "billing",
        "7000215",
        "aws/invalidclienttokenid",
    ]
    assert entry.messages == ("AADSTS7000215: for app '{app}'.",)
    assert entry.fields[0].fields == (model.Field("code", "string", False, "The code."),)
    assert entry.example is not None
    assert entry.example.text == '{\n  "error": {\n    "code": "x"\n  }\n}\n'


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read(kind):
    """A file with all keys of its kind has no faults."""
    entry, faults = read(FILES[kind], kind)

    assert faults == []
    assert entry is not None


def test_a_playbook_serves_one_category_or_several():
    """A single one needs no brackets."""
    one, _ = read(PLAYBOOK, "playbook")
    two, _ = read(PLAYBOOK.replace(": authentication", ": [authentication, billing]"), "playbook")
    assert isinstance(one, model.Playbook)
    assert isinstance(two, model.Playbook)

    assert [ref.target for ref in one.categories] == ["authentication"]
    assert [ref.target for ref in two.categories] == ["authentication", "billing"]


@pytest.mark.parametrize("kind", KINDS)
def test_required_keys_are_asked_for(kind):
    """All that are missing at once, and no entry is made."""
    entry, faults = read("nothing: here\n", kind)
    required = [key for key, spec in KEYS[kind].items() if spec.required]

    assert entry is None
    assert [code for code, _ in faults].count("ED0105") == len(required)
    assert ("ED0104", 1) in faults


@pytest.mark.parametrize("errors", ["[]", "[http/401]"])
def test_a_guide_compares_two_errors_or_more(errors):
    """One error has nothing to be told apart from."""
    _, faults = read(COMPARE.replace("[http/401, http/403]", errors), "compare")

    assert [line for _, line in faults] == [4]


def test_an_error_names_at_least_one_source():
    """An empty list is no source."""
    _, faults = read(ERROR.partition("sources:")[0] + "sources: []\n")

    assert [line for _, line in faults] == [8]


# --- identity


@pytest.mark.parametrize(
    ("change", "page_id", "faults"),
    [
        (("azure", "azure"), "azure/aadsts7000222", [("ED0111", 1)]),
        (("provider: azure", "provider: aws"), "azure/aadsts7000215", [("ED0112", 3)]),
        (("code: AADSTS7000215", 'code: "AADSTS 7000215"'), "azure/aadsts-7000215", []),
        (("code: AADSTS7000215", "code: aadsts7000215"), "azure/aadsts7000215", []),
    ],
)
def test_the_path_is_the_id(change, page_id, faults):
    """Code and provider agree with file and folder."""
    assert read(ERROR.replace(*change), page_id=page_id)[1] == faults


def test_identity_is_checked_even_when_a_key_is_missing():
    """Authors see all faults of a file at once."""
    text = ERROR.replace("title: Invalid client secret provided\n", "")

    assert {code for code, _ in read(text, page_id="aws/x")[1]} == {"ED0105", "ED0111", "ED0112"}


@pytest.mark.parametrize(
    ("alias", "faults"),
    [
        ("7000215", []),
        ("Client secret!", []),
        ("AADSTS7000215", ["ED0117"]),
        ("aadsts7000215", ["ED0117"]),
        ("..", ["ED0107"]),
        ("../../x", ["ED0107"]),
        ("/", ["ED0107"]),
        ("é", ["ED0107"]),
    ],
)
def test_an_alias_makes_a_url_of_its_own(alias, faults):
    """Not the code in another case, and nothing that could leave the folder."""
    found = read(f'{ERROR}aliases: ["{alias}"]\n')[1]

    assert [code for code, _ in found] == faults


@pytest.mark.parametrize("alias", ["..", "/", "é"])
def test_a_providers_alias_makes_a_url_as_well(alias):
    """It redirects below /errors/ and must be able to stand there."""
    assert [code for code, _ in read(f'{PLAIN}aliases: ["{alias}"]\n', "provider")[1]] == ["ED0107"]


# --- JSON Schema


@pytest.mark.parametrize("kind", [*KINDS, "site"])
def test_every_json_schema_is_valid(kind):
    """By the metaschema it names."""
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert all(part["description"] for part in schema["properties"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_json_schemas_take_what_the_build_takes(kind):
    """An editor shows no fault where there is none."""
    errors = Draft202012Validator(json_schema(kind)).iter_errors(as_json(FILES[kind]))

    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", KINDS)
def test_json_schemas_refuse_unknown_and_missing_keys(kind):
    """An editor shows the same slips."""
    validator = Draft202012Validator(json_schema(kind))
    first = next(iter(as_json(FILES[kind])))
    without = {key: value for key, value in as_json(FILES[kind]).items() if key != first}

    assert not validator.is_valid(as_json(FILES[kind]) | {"nothing": "here"})
    assert not validator.is_valid(without)


@pytest.mark.content
@pytest.mark.parametrize("kind", KINDS)
def test_the_real_catalogue_is_valid_by_its_json_schema(kind):
    """Front matter as editors read it."""
    validator = Draft202012Validator(json_schema(kind))
    faults = {
        f"{path.name}: {error.json_path}: {error.message}"
        for path in sorted((CONTENT / FOLDERS[kind]).rglob("*.md"))
        for error in validator.iter_errors(as_json(path.read_text("utf-8").split("\n---\n")[0]))
    }

    assert faults == set()


@pytest.mark.content
def test_the_real_settings_are_valid_by_their_json_schema():
    """`site.yml` as editors read it."""
    validator = Draft202012Validator(json_schema("site"))
    settings = as_json((CONTENT / "site.yml").read_text("utf-8"))

    assert [error.message for error in validator.iter_errors(settings)] == []


# --- site.yml


def site(text: str) -> tuple[SiteConfig | None, list[Diagnostic]]:
    found = Diagnostics()
    node = parse(text, "content/site.yml", found)
    assert node is not None
    return read_site(node, context("page", "site", found)), found.sorted()


def test_settings_are_read():
    """The base URL ends in a slash; optional keys have quiet defaults."""
    config, faults = site(SITE)

    assert faults == []
    assert config is not None
    assert config.base_url == "https://errors.example/docs/"
    assert (config.page_size, config.feedback, config.rules) == (15, "none", {})


def test_settings_have_no_other_keys():
    """A slip would be a setting without effect."""
    _, faults = site(SITE.replace("page_size", "pagesize"))

    assert [(fault.code, fault.help) for fault in faults] == [
        ("ED0104", 'did you mean "page_size"?')
    ]


def test_levels_of_rules_are_settings():
    """Known rules, known levels."""
    config, faults = site(SITE + "rules: {ED0315: error, ED0604: off}\n")

    assert faults == []
    assert config is not None
    assert config.rules == {"ED0315": "error", "ED0604": "off"}


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("{ED0351: off}", "ED0902"),
        ("{ED0315: fatal}", "ED0107"),
        ("[ED0315]", "ED0106"),
    ],
)
def test_wrong_levels_are_reported(rules, code):
    """A level that has no effect would hide faults."""
    _, faults = site(f"{SITE}rules: {rules}\n")

    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize("key", [key for key, spec in SITE_KEYS.items() if spec.required])
def test_a_site_has_its_required_settings(key):
    """Each of them is asked for by name."""
    lines = [line for line in SITE.splitlines() if not line.startswith(f"{key}:")]
    config, faults = site("\n".join(lines))

    assert config is None
    assert [fault.code for fault in faults] == ["ED0105"]
    assert f'"{key}"' in faults[0].what


@pytest.mark.parametrize(
    "url",
    ["https://x.example", "https://x.example/docs/", "http://localhost:8000/", "http://[::1]/"],
)
def test_base_urls(url):
    """http and hosts without a dot are for local use."""
    config, faults = site(SITE.replace("https://errors.example/docs", f'"{url}"'))

    assert is_base_url(url)
    assert faults == []
    assert config is not None
    assert config.base_url == url.rstrip("/") + "/"


@pytest.mark.parametrize(
    "url",
    [
        *("", "x.example", "/docs/", "ftp://x.example/", "https://", "https://x.example/?a=b"),
        *("https://x.example/#a", "https://x.example/../", "https://[x/"),
    ],
)
def test_what_is_no_base_url(url):
    """No query, no fragment, no climbing."""
    assert not is_base_url(url)
    assert site(SITE.replace("https://errors.example/docs", f'"{url}"'))[0] is None


def test_editors_take_local_base_urls_too():
    """The JSON Schema of `site.yml` agrees with the build."""
    settings = as_json(SITE) | {"base_url": "http://localhost:8000/"}

    assert Draft202012Validator(json_schema("site")).is_valid(settings)
