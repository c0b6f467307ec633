"""Lanes: a compiled type of eight numbers that are added, compared and raised to powers in one instruction each.

Compilers see such instructions in loops only where these are simple. Here they are said outright: a kernel puts one
draw in each lane, and arithmetic between `Lanes` is arithmetic on eight draws at once. A lane never looks at its
neighbours, so the answer of a draw does not depend on which draws lie beside it. On processors without wide
instructions the compiler splits them; the code stays the same.

Only for use inside compiled functions. Importing this module imports Numba.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir  # type: ignore[import-untyped,unused-ignore]
from numba import extending
from numba.core.typing import templates
from numba.extending import models

# mypy: disable-error-code="misc, no-untyped-call, untyped-decorator"

# Numba tells a type checker the types of the Python functions that stand for compiled ones, which is not what they are.
intrinsic: Any = extending.intrinsic
lower_builtin: Any = extending.lower_builtin
register_model: Any = extending.register_model
infer_global: Any = templates.infer_global
signature: Any = templates.signature
types: Any = numba.types
inlined: Any = numba.njit(forceinline=True, error_model="numpy")

WIDTH = 8
"""Draws side by side."""

_REAL, _WORD, _BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)
_REALS, _WORDS = ir.VectorType(_REAL, WIDTH), ir.VectorType(_WORD, WIDTH)


class LanesType(types.Type):
    """The type of eight floating-point numbers."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


class MaskType(types.Type):
    """The type of eight truth values."""

    def __init__(self) -> None:
        super().__init__(name="LanesMask")


lanes, mask = LanesType(), MaskType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _REALS)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.VectorType(_BIT, WIDTH))


def _splat(builder: Any, number: Any) -> Any:
    """Return eight times the same number."""
    one = builder.insert_element(ir.Constant(_REALS, ir.Undefined), number, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH))


def _words(number: int) -> Any:
    return ir.Constant(_WORDS, [number] * WIDTH)


def _reals(number: float) -> Any:
    return ir.Constant(_REALS, [number] * WIDTH)


def _operator(what: Any, result: Any, emit: Callable[[Any, Any, Any], Any], kinds: tuple[Any, ...]) -> None:
    """Give an operator its meaning between lanes, and between lanes and a number."""

    class Typed(templates.ConcreteTemplate):
        cases = [signature(result, *pair) for pair in ((one, other) for one in kinds for other in kinds)][:3]

    infer_global(what)(Typed)
    for one in kinds:
        for other in kinds:
            if one is types.float64 and other is types.float64:
                continue

            def lower(context: Any, builder: Any, sig: Any, args: Any, one: Any = one, other: Any = other) -> Any:
                left = _splat(builder, args[0]) if one is types.float64 else args[0]
                right = _splat(builder, args[1]) if other is types.float64 else args[1]
                return emit(builder, left, right)

            lower_builtin(what, one, other)(lower)


_BOTH = (lanes, types.float64)
_operator(operator.add, lanes, lambda b, x, y: b.fadd(x, y), _BOTH)
_operator(operator.sub, lanes, lambda b, x, y: b.fsub(x, y), _BOTH)
_operator(operator.mul, lanes, lambda b, x, y: b.fmul(x, y), _BOTH)
_operator(operator.truediv, lanes, lambda b, x, y: b.fdiv(x, y), _BOTH)
_operator(operator.lt, mask, lambda b, x, y: b.fcmp_ordered("<", x, y), _BOTH)
_operator(operator.gt, mask, lambda b, x, y: b.fcmp_ordered(">", x, y), _BOTH)
_operator(operator.le, mask, lambda b, x, y: b.fcmp_ordered("<=", x, y), _BOTH)
_operator(operator.ge, mask, lambda b, x, y: b.fcmp_ordered(">=", x, y), _BOTH)
_operator(operator.and_, mask, lambda b, x, y: b.and_(x, y), (mask,))
_operator(operator.or_, mask, lambda b, x, y: b.or_(x, y), (mask,))


_NUMBERS = types.CPointer(types.float64)


@intrinsic
def pointer(typing: Any, array: Any) -> Any:
    """Return where the numbers of a contiguous array lie; whoever calls keeps the array alive."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.make_array(sig.args[0])(context, builder, args[0]).data

    return _NUMBERS(array), emit


def _place(builder: Any, base: Any, start: Any) -> Any:
    return builder.bitcast(builder.gep(base, [start]), _REALS.as_pointer())


@intrinsic
def load(typing: Any, base: Any, start: Any) -> Any:
    """Return eight numbers from element `start` after a pointer on."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_place(builder, *args), align=8)

    return lanes(_NUMBERS, types.intp), emit


@intrinsic
def store(typing: Any, base: Any, start: Any, value: Any) -> Any:
    """Write eight numbers from element `start` after a pointer on."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, args[0], args[1]), align=8)
        return context.get_dummy_value()

    return types.void(_NUMBERS, types.intp, lanes), emit


@intrinsic
def every(typing: Any, number: Any) -> Any:
    """Return lanes that all hold `number`."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _splat(builder, args[0])

    return lanes(types.float64), emit


@intrinsic
def select(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return in each lane `yes` where the condition holds, else `no`."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(*args)

    return lanes(mask, lanes, lanes), emit


@intrinsic
def negate(typing: Any, condition: Any) -> Any:
    """Return the mask of the lanes in which a condition does not hold."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.not_(args[0])

    return mask(mask), emit


@intrinsic
def larger(typing: Any, one: Any, other: Any) -> Any:
    """Return the larger of two in each lane."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *args), *args)

    return lanes(lanes, lanes), emit


@intrinsic
def smaller(typing: Any, one: Any, other: Any) -> Any:
    """Return the smaller of two in each lane."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered("<", *args), *args)

    return lanes(lanes, lanes), emit


@intrinsic
def times_plus(typing: Any, one: Any, other: Any, more: Any) -> Any:
    """Return `one * other + more`, in one instruction where the processor has it."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        made = ir.FunctionType(_REALS, [_REALS] * 3)
        name = f"llvm.fmuladd.v{WIDTH}f64"
        return builder.call(builder.module.globals.get(name) or ir.Function(builder.module, made, name), args)

    return lanes(lanes, lanes, lanes), emit


@intrinsic
def bits(typing: Any, condition: Any) -> Any:
    """Return a mask as a number: bit n tells lane n."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.zext(builder.bitcast(args[0], ir.IntType(WIDTH)), _WORD)

    return types.int64(mask), emit


_ROOT_HALF = 0x3FE6A09E667F3BCD
_ONE = 0x3FF0000000000000
_FRACTION = 0x000FFFFFFFFFFFFF
_FLOAT_52 = 0x4330000000000000
_SHIFTER = 6755399441055744.0


@intrinsic
def _power_of(typing: Any, number: Any) -> Any:
    """Return the power of two by which a number above 0 is to be divided to lie between the roots of 1/2 and of 2."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word = builder.add(builder.bitcast(args[0], _WORDS), _words(_ONE - _ROOT_HALF))
        power = builder.or_(builder.lshr(word, _words(52)), _words(_FLOAT_52))
        return builder.fsub(builder.bitcast(power, _REALS), _reals(2.0**52 + 1023))

    return lanes(lanes), emit


@intrinsic
def _fraction_of(typing: Any, number: Any) -> Any:
    """Return a number above 0 divided by that power of two."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word = builder.add(builder.bitcast(args[0], _WORDS), _words(_ONE - _ROOT_HALF))
        return builder.bitcast(builder.add(builder.and_(word, _words(_FRACTION)), _words(_ROOT_HALF)), _REALS)

    return lanes(lanes), emit


@intrinsic
def _two_to(typing: Any, shifted: Any) -> Any:
    """Return two to the whole number that was rounded by adding the shifter."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word = builder.shl(builder.bitcast(args[0], _WORDS), _words(52))
        return builder.bitcast(builder.add(word, _words(_ONE)), _REALS)

    return lanes(lanes), emit


@inlined
def log2(x):  # type: ignore[no-untyped-def]
    """Return the logarithm to base 2 of lanes above 0, to 1e-15 (Chebyshev fit of the series of the inverse tanh).

    Of 0 it is some number below -1000.
    """
    m = _fraction_of(x)
    z = (m - 1.0) / (m + 1.0)
    y = z * z
    p = times_plus(y, every(0.2443992996778064), every(0.2613128954646875))
    p = times_plus(y, p, every(0.3206207817360072))
    p = times_plus(y, p, every(0.41219833352445756))
    p = times_plus(y, p, every(0.5770780177384754))
    p = times_plus(y, p, every(0.9617966939229898))
    p = times_plus(y, p, every(2.885390081777928))
    return times_plus(z, p, _power_of(x))


@inlined
def exp2(x):  # type: ignore[no-untyped-def]
    """Return 2 to the power of lanes below 1000, to 1e-15 (Chebyshev fit); below -1000 it is 2 to the power -1000."""
    y = larger(x, every(-1000.0))
    shifted = y + _SHIFTER
    f = y - (shifted - _SHIFTER)
    p = times_plus(f, every(7.082417141646147e-09), every(1.0207841114606708e-07))
    p = times_plus(f, p, every(1.32153936647228e-06))
    p = times_plus(f, p, every(1.5252663934006713e-05))
    p = times_plus(f, p, every(0.00015403530517712482))
    p = times_plus(f, p, every(0.0013333558213318498))
    p = times_plus(f, p, every(0.00961812910756904))
    p = times_plus(f, p, every(0.055504108664599795))
    p = times_plus(f, p, every(0.2402265069591013))
    p = times_plus(f, p, every(0.6931471805599465))
    return times_plus(f, p, every(1.0)) * _two_to(shifted)
