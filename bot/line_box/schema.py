"""LINE's own OpenAPI files as judges of requests and webhooks: what stands in them decides, not any client's models.

The files describe kinds of one thing by inheritance (`allOf` with a `discriminator`), which JSON Schema does not follow. So each
schema is flattened once, with its parent's fields, and the discriminator sends the judge to the right one. A field that no
schema names is a fault: the platform may overlook it, a misspelt one of ours must not be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from openapi_schema_validator import OAS30Validator, oas30_format_checker

from bot.strict_yaml import load_yaml

FOLDER: Final = Path(__file__).parent
_REF: Final = "#/components/schemas/"
_METHODS: Final = ("get", "post", "put", "delete", "patch")


class Operation:
    """One call that the platform knows. `body`: the schema of a JSON body, None when it has none or another kind."""

    def __init__(self, method: str, path: str, told: Mapping[str, Any]) -> None:
        self.method, self.path, self.id = method, path, str(told["operationId"])
        content = (told.get("requestBody") or {}).get("content") or {}
        self.takes = tuple(content)
        self.body: Mapping[str, Any] | None = (content.get("application/json") or {}).get("schema")
        self.needs_body = bool((told.get("requestBody") or {}).get("required"))
        self.headers = {
            one["name"].lower(): one["schema"] for one in told.get("parameters") or () if one.get("in") == "header"
        }
        self.pattern = re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(path)))


class Official:
    """One of the files. `strict`: unknown fields are faults."""

    def __init__(self, name: str, *, strict: bool = True) -> None:
        document = load_yaml(FOLDER / "official" / name)
        raw = document["components"]["schemas"]
        limits = load_yaml(FOLDER / "limits.yml")
        flat = {key: _flattened(key, raw, strict=strict) for key in raw}
        for key, fields in limits.items():
            _limit(flat.get(key), fields)
        self._root = {"components": {"schemas": flat}}
        self.operations = [
            Operation(method, path, told)
            for path, methods in document["paths"].items()
            for method, told in methods.items()
            if method in _METHODS
        ]

    def operation(self, method: str, path: str) -> Operation | None:
        """The call of that method and path, written out before one with a place for an id."""
        found = [one for one in self.operations if one.method == method.lower() and one.pattern.fullmatch(path)]
        return min(found, key=lambda one: one.path.count("{"), default=None)

    def problems(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """What is wrong with a value, each with its place."""
        judge = _judge()({**self._root, **schema}, format_checker=oas30_format_checker)
        return [
            f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in judge.iter_errors(value)
        ]

    def request_problems(self, operation: Operation, headers: Mapping[str, str], body: bytes) -> list[str]:
        """What is wrong with the raw bytes of a request and its headers (names in small letters)."""
        wrong = [
            f"header {name}: {problem}"
            for name, schema in operation.headers.items()
            if name in headers
            for problem in self.problems(schema, headers[name])
        ]
        if operation.body is None:
            return wrong
        if not headers.get("content-type", "").lower().startswith("application/json"):
            return [*wrong, "header content-type: not JSON"]
        try:
            value = json.loads(body.decode("utf-8", "strict"))
        except ValueError:
            return [*wrong, "body: not JSON in UTF-8"]
        return [*wrong, *self.problems(operation.body, value)]


def reference(name: str) -> dict[str, str]:
    """A schema that is the one of that name."""
    return {"$ref": f"{_REF}{name}"}


def _flattened(name: str, raw: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    told = raw[name]
    merged = _merged(told, raw, strict=strict)
    if "discriminator" in told:
        return {"type": "object", "required": merged.get("required", []), "discriminator": told["discriminator"]}
    return _closed(merged, strict=strict)


def _closed(schema: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    if strict and schema.get("properties") and "additionalProperties" not in schema:
        return schema | {"additionalProperties": False}
    return schema


def _merged(told: Mapping[str, Any], raw: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    """The schema with its parents' fields in it, and all that lies inside it flattened as well."""
    merged: dict[str, Any] = {key: value for key, value in told.items() if key not in ("allOf", "discriminator")}
    for part in told.get("allOf", ()):
        parent = _merged(raw[part["$ref"].removeprefix(_REF)] if "$ref" in part else part, raw, strict=strict)
        merged["properties"] = {**parent.get("properties", {}), **merged.get("properties", {})}
        merged["required"] = sorted({*parent.get("required", ()), *merged.get("required", ())})
    if not merged.get("required"):
        merged.pop("required", None)  # the old dialect allows no empty list
    for key in ("items", "additionalProperties"):
        if isinstance(merged.get(key), dict):
            merged[key] = _closed(_merged(merged[key], raw, strict=strict), strict=strict)
    if "properties" in merged:
        merged["properties"] = {
            key: _closed(_merged(one, raw, strict=strict), strict=strict) for key, one in merged["properties"].items()
        }
    return merged


def _limit(schema: dict[str, Any] | None, fields: Mapping[str, Any]) -> None:
    if schema is None:
        return
    for field, limit in fields.items():
        if field == "_bytes":
            schema["x-bytes"] = limit
        else:
            schema["properties"][field] = schema["properties"][field] | limit


@cache
def _judge() -> Any:
    """The library's validator with what the platform counts otherwise."""
    from jsonschema import ValidationError
    from jsonschema.validators import extend

    def kind(judge: Any, told: Mapping[str, Any], value: Any, _schema: Any) -> Iterator[Any]:
        if not isinstance(value, dict):
            return
        named = value.get(told["propertyName"])
        where = told["mapping"].get(named) if isinstance(named, str) else None
        if where is None:
            yield ValidationError(f"{told['propertyName']}: none of {sorted(told['mapping'])}")
        else:
            yield from judge.descend(value, {"$ref": where})

    def longest(_judge: Any, most: int, value: Any, _schema: Any) -> Iterator[Any]:
        if isinstance(value, str) and (units := len(value.encode("utf-16-le", "surrogatepass")) // 2) > most:
            yield ValidationError(f"{units} UTF-16 units, at most {most}")

    def largest(_judge: Any, most: int, value: Any, _schema: Any) -> Iterator[Any]:
        if (size := len(json.dumps(value).encode())) > most:
            yield ValidationError(f"{size} bytes, at most {most}")

    return extend(OAS30Validator, {"discriminator": kind, "maxLength": longest, "x-bytes": largest})


@cache
def messaging_api() -> Official:
    """Calls to the platform."""
    return Official("messaging-api.yml")


@cache
def webhooks() -> Official:
    """Webhooks from the platform."""
    return Official("webhook.yml", strict=False)
