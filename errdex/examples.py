"""Hold a JSON example against the members that `fields` describe. No reports, no I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from errdex.model import Field, TypeDef

_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "int64": (int,),
    "long": (int,),
    "number": (int, float),
    "double": (int, float),
}


def load_json(text: str) -> Any:
    """JSON text as a value.

    Raises:
        json.JSONDecodeError: the text is not JSON, is nested beyond any use, or holds a
            number of thousands of digits.
    """
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError:
        raise
    except UnicodeEncodeError as error:
        raise json.JSONDecodeError("half of a surrogate pair stands alone", text, 0) from error
    except RecursionError as error:
        raise json.JSONDecodeError("it is nested too deeply", text, 0) from error
    except ValueError as error:
        raise json.JSONDecodeError("a number has too many digits", text, 0) from error
    return value


def types_in(text: str, types: Sequence[TypeDef]) -> TypeDef | None:
    """The shared type that a field's type text names, longest name first."""
    ordered = sorted(types, key=lambda item: -len(item.name))
    return next((item for item in ordered if _names(text, item.name)), None)


def mismatches(
    value: Any, fields: Sequence[Field], types: Sequence[TypeDef], where: str = ""
) -> Iterator[str]:
    """What the example shows that the fields do not say, one sentence each."""
    if not isinstance(value, dict):
        yield f"{where or 'the example'} is not an object"
        return
    known = {field.name: field for field in fields}
    for name in value:
        if name not in known:
            yield f'"{where}{name}" is not among the properties'
    for field in fields:
        if field.name in value:
            yield from _member(value[field.name], field, types, f"{where}{field.name}")
        elif field.required:
            yield f'"{where}{field.name}" is required and missing'


def _member(value: Any, field: Field, types: Sequence[TypeDef], where: str) -> Iterator[str]:
    is_list = bool(re.match(r"(list|array)\b", field.type, re.IGNORECASE)) or "[]" in field.type
    if is_list != isinstance(value, list):
        yield f'"{where}" should {"" if is_list else "not "}be a list ({field.type})'
        return
    shared = types_in(field.type, types)
    for index, item in enumerate(value if is_list else [value]):
        place = f"{where}[{index}]" if is_list else where
        members = field.fields or (shared.fields if shared else ())
        if members:
            yield from mismatches(item, members, types, f"{place}.")
        elif shared and shared.values:
            names = [entry.name for entry in shared.values]
            if item not in names:
                yield f'"{place}" is {item!r}, which is no value of {shared.name}'
        else:
            yield from _scalar(item, field.type, place)


def _scalar(value: Any, type_text: str, where: str) -> Iterator[str]:
    word = re.sub(r"(?i)^(list|array|optional)\W+", "", type_text).strip("<>[] ").lower()
    allowed = _SCALARS.get(word)
    if allowed and (
        not isinstance(value, allowed) or (bool not in allowed and isinstance(value, bool))
    ):
        yield f'"{where}" should be of type {type_text}'


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", text) is not None
