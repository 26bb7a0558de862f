"""Conditions: does the request fit? IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from course.simulator.iam.patterns import filled, like, literal, resource_fits
from course.simulator.iam.statement import Statement

Context = Mapping[str, object]
"""Condition keys in lower case → a value, or a list for keys with several."""


def hold(statement: Statement, context: Context) -> bool:
    """Whether all conditions of the statement hold."""
    return all(
        _holds(operator, key, values, context, statement.variables) for operator, key, values in statement.conditions
    )


def _holds(operator: str, key: str, values: Sequence[str], context: Context, variables: bool) -> bool:
    quantifier, _, plain = operator.rpartition(":")
    if_exists = plain.endswith("IfExists")
    plain = plain.removesuffix("IfExists")
    given = context.get(key.casefold())
    if isinstance(given, list | tuple | set | frozenset) and not given:
        given = None  # a key without a value is as good as none
    if plain == "Null":
        return any((wanted.casefold() == "true") == (given is None) for wanted in values)
    wanted = [done for value in values if (done := filled(value, context) if variables else value) is not None]
    negated = plain in NEGATED
    if given is None:
        # A key that is absent fits nothing; a negated operator, ...IfExists and ForAllValues are true then.
        return if_exists or quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    test = OPERATORS.get(plain)
    if test is None:
        return False
    several = list(given) if isinstance(given, list | tuple | set | frozenset) else [given]

    def fits(one: object) -> bool:
        matched = any(test(want, one) for want in wanted)
        return not matched if negated else matched

    if quantifier == "ForAllValues":
        return all(map(fits, several))
    if quantifier == "ForAnyValue":
        return any(map(fits, several))
    return all(map(fits, several)) if negated else any(map(fits, several))


def _same(wanted: str, given: object) -> bool:
    return literal(wanted) == _text(given)


def _alike(wanted: str, given: object) -> bool:
    return literal(wanted).casefold() == _text(given).casefold()


def _arn(wanted: str, given: object) -> bool:
    """ArnEquals and ArnLike are the same; what is no ARN fits neither."""
    return _text(given).startswith("arn:") and resource_fits(wanted, _text(given))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(test: Callable[[float, float], bool]) -> Callable[[str, object], bool]:
    def fits(wanted: str, given: object) -> bool:
        try:
            return test(float(_text(given)), float(wanted))
        except ValueError:
            return False

    return fits


def _date(test: Callable[[float, float], bool]) -> Callable[[str, object], bool]:
    def fits(wanted: str, given: object) -> bool:
        one, other = _seconds(given), _seconds(wanted)
        return one is not None and other is not None and test(one, other)

    return fits


def _seconds(value: object) -> float | None:
    if isinstance(value, datetime):
        return value.timestamp()
    text = _text(value)
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _address(wanted: str, given: object) -> bool:
    try:
        return ip_address(_text(given)) in ip_network(wanted, strict=False)
    except ValueError:
        return False


OPERATORS: dict[str, Callable[[str, object], bool]] = {
    "StringEquals": _same,
    "StringNotEquals": _same,
    "StringEqualsIgnoreCase": _alike,
    "StringNotEqualsIgnoreCase": _alike,
    "StringLike": lambda wanted, given: like(wanted, _text(given)),
    "StringNotLike": lambda wanted, given: like(wanted, _text(given)),
    "NumericEquals": _number(lambda given, wanted: given == wanted),
    "NumericNotEquals": _number(lambda given, wanted: given == wanted),
    "NumericLessThan": _number(lambda given, wanted: given < wanted),
    "NumericLessThanEquals": _number(lambda given, wanted: given <= wanted),
    "NumericGreaterThan": _number(lambda given, wanted: given > wanted),
    "NumericGreaterThanEquals": _number(lambda given, wanted: given >= wanted),
    "DateEquals": _date(lambda given, wanted: given == wanted),
    "DateNotEquals": _date(lambda given, wanted: given == wanted),
    "DateLessThan": _date(lambda given, wanted: given < wanted),
    "DateLessThanEquals": _date(lambda given, wanted: given <= wanted),
    "DateGreaterThan": _date(lambda given, wanted: given > wanted),
    "DateGreaterThanEquals": _date(lambda given, wanted: given >= wanted),
    "Bool": _alike,
    "BinaryEquals": _same,
    "IpAddress": _address,
    "NotIpAddress": _address,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "ArnNotEquals": _arn,
    "ArnNotLike": _arn,
}
"""Operator → does one value of the request fit one of the policy? A negated operator asks the same and turns it round."""
NEGATED = frozenset(name for name in OPERATORS if "Not" in name)
