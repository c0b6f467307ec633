"""Rows and grids: places in memory that compiled functions hand to each other as a bare address.

An array in a compiled function is seven values and a count of who holds it; a function that is given twenty of them
takes long to compile, and so does each that calls it. Here the outermost function keeps the arrays, and the others get
a `row` (an address) or a `grid` (an address and how long a row is). Indices count from the start, never from the end.

Only for use inside compiled functions. Importing this module imports Numba.
"""

from __future__ import annotations

import operator
from typing import Any

import numba
from numba import extending
from numba.core import cgutils
from numba.core.typing import templates
from numba.extending import models

from contingent.decisions.kernels.compiling import compiled

# mypy: disable-error-code="misc, no-untyped-call, untyped-decorator"

intrinsic: Any = extending.intrinsic
lower_builtin: Any = extending.lower_builtin
register_model: Any = extending.register_model
infer_global: Any = templates.infer_global
types: Any = numba.types

outermost: Any = compiled(_nrt=False)
"""Compile a function that Python calls and that makes no array."""
inner: Any = compiled(_nrt=False, no_cpython_wrapper=True)
"""Compile a function that only compiled ones call and that makes no array."""


class GridType(types.Type):
    """The type of a grid of numbers."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Grid({dtype})")


@register_model(GridType)
class _GridModel(models.StructModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [("start", types.CPointer(kind.dtype)), ("width", types.intp)])


@intrinsic
def row(typing: Any, array: Any) -> Any:
    """Return where the numbers of a contiguous array begin; whoever calls keeps the array alive."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.make_array(sig.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), emit


@intrinsic
def grid(typing: Any, array: Any) -> Any:
    """Return a contiguous array of two dimensions as a grid; whoever calls keeps the array alive."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        held = context.make_array(sig.args[0])(context, builder, args[0])
        made = cgutils.create_struct_proxy(sig.return_type)(context, builder)
        made.start = held.data
        made.width = builder.extract_value(held.shape, 1)
        return made._getvalue()

    return GridType(array.dtype)(array), emit


@infer_global(operator.getitem)
class _Get(templates.AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], GridType):
            return templates.signature(args[0].dtype, args[0], types.UniTuple(types.intp, 2))
        return None


@infer_global(operator.setitem)
class _Set(templates.AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], GridType):
            return templates.signature(types.void, args[0], types.UniTuple(types.intp, 2), args[0].dtype)
        return None


def _place(context: Any, builder: Any, kind: Any, held: Any, place: Any) -> Any:
    made = cgutils.create_struct_proxy(kind)(context, builder, held)
    line, column = cgutils.unpack_tuple(builder, place)
    return builder.gep(made.start, [builder.add(builder.mul(line, made.width), column)])


@lower_builtin(operator.getitem, GridType, types.UniTuple)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_place(context, builder, sig.args[0], *args))


@lower_builtin(operator.setitem, GridType, types.UniTuple, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], _place(context, builder, sig.args[0], *args[:2]))
    return context.get_dummy_value()
