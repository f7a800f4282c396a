"""Type rules of scalar operators, relations, logic and literals: from the types of the arguments to that of the result.

Arrays meet entrywise between equal shapes, or with a scalar for `* / **`; `+` and `-` take a scalar with a vector
only, because `A + 1` may mean `A + eye(n)` as well as `A + ones(n, n)`. There is no other broadcasting.
"""

from __future__ import annotations

from collections.abc import Iterable

from proofcheck.language.signature import Rule, Use
from proofcheck.language.tree import Apply, Node, Num, Var
from proofcheck.language.types import (
    BOOLEAN,
    COMPLEX,
    INTEGER,
    REAL,
    Array,
    Dim,
    Distribution,
    Function,
    Kind,
    Scalar,
    Shape,
    Type,
    array,
    kind_of,
    shape_of,
    wider,
)

_NAMES = {BOOLEAN: "a truth value", INTEGER: "an integer", REAL: "a real", COMPLEX: "a complex number"}


def named(type_: Type) -> str:
    """A type with its article, for messages."""
    return _NAMES[type_] if isinstance(type_, Scalar) else f"a {type_}"


def numeric(use: Use, args: Iterable[Node] | None = None) -> Kind:
    """The widest kind of the arguments, each of which must be a number or an array of numbers."""
    nodes = tuple(use.args if args is None else args)
    for a in nodes:
        if isinstance(a.type, (Function, Distribution)):
            raise use.error(f"`{use.op}` needs a number, not {named(a.type)}", at=a)
        if kind_of(a.type) is Kind.BOOLEAN:
            raise use.error(f"`{use.op}` needs a number, not a truth value", at=a)
    return wider(kind_of(a.type) for a in nodes)


def real(use: Use, args: Iterable[Node] | None = None) -> None:
    """Every argument must be real: an order or a kink has no meaning on complex numbers."""
    for a in tuple(use.args if args is None else args):
        if numeric(use, (a,)) is Kind.COMPLEX:
            raise use.error(f"`{use.op}` needs a real, not {named(a.type)}", at=a)


def scalar(use: Use, *args: Node) -> None:
    for a in args:
        if not isinstance(a.type, Scalar):
            raise use.error(f"`{use.op}` needs a scalar, not {named(a.type)}", at=a)


def integer(use: Use, *args: Node) -> None:
    for a in args:
        if a.type != INTEGER:
            raise use.error(f"`{use.op}` needs an integer, not {named(a.type)}", at=a)


def truth(use: Use) -> Type:
    """`and or not => <=>`: truth values in, a truth value out."""
    for a in use.args:
        if a.type != BOOLEAN:
            raise use.error(f"`{use.op}` needs a truth value, not {named(a.type)}", "compare it with something", at=a)
    return BOOLEAN


def same_shape(use: Use, left: Shape, right: Shape, message: str) -> None:
    if len(left) != len(right):
        raise use.never(message)
    for a, b in zip(left, right, strict=True):
        use.same(a, b, message)


def joint_shape(use: Use) -> Shape:
    """The shape of all array arguments, which must agree; scalars join any."""
    arrays = [a for a in use.types if isinstance(a, Array)]
    for other in arrays[1:]:
        message = f"`{use.op}` between {named(arrays[0])} and {named(other)}: shapes differ"
        same_shape(use, arrays[0].shape, other.shape, message)
    return arrays[0].shape if arrays else ()


def joint_kind(use: Use) -> Kind:
    return numeric(use)


def analytic(use: Use) -> Type:
    """A function that extends to complex numbers (`exp`), entrywise."""
    kind = joint_kind(use)
    return array(joint_shape(use), Kind.COMPLEX if kind is Kind.COMPLEX else Kind.REAL)


def real_valued(use: Use) -> Type:
    """A function of reals only, entrywise."""
    real(use)
    return array(joint_shape(use), Kind.REAL)


def kept(use: Use) -> Type:
    """A function of reals that takes integers to integers (`mod`, `relu`), entrywise."""
    real(use)
    return array(joint_shape(use), joint_kind(use))


def modulus(use: Use) -> Type:
    """`abs`: of integers an integer, else real, also of complex numbers."""
    kind = joint_kind(use)
    return array(joint_shape(use), Kind.INTEGER if kind is Kind.INTEGER else Kind.REAL)


def rounded(use: Use) -> Type:
    """`floor`, `ceil`, `sign`: reals to integers, entrywise."""
    real(use)
    return array(joint_shape(use), Kind.INTEGER)


def counting(use: Use) -> Type:
    """`gcd`, `binomial`: integers to integers, entrywise."""
    for a in use.args:
        if numeric(use, (a,)) is not Kind.INTEGER:
            raise use.error(f"`{use.op}` needs an integer, not {named(a.type)}", at=a)
    return array(joint_shape(use), Kind.INTEGER)


def factorial(use: Use) -> Type:
    """`factorial`: of integers an integer; of other reals through `gamma(x + 1)`."""
    real(use)
    return array(joint_shape(use), joint_kind(use))


def extreme(use: Use) -> Type:
    """`min`, `max`: of the entries of one array, or of several numbers (entrywise with arrays)."""
    real(use)
    if len(use.args) == 1:
        if not isinstance(use.types[0], Array):
            raise use.error(f"`{use.op}` needs an array or at least two numbers")
        return Scalar(joint_kind(use))
    return array(joint_shape(use), joint_kind(use))


def plus(use: Use) -> Type:
    """`+` and `-`."""
    kind, types = joint_kind(use), use.types
    left, right = types
    for number, other in ((left, right), (right, left)):
        if isinstance(number, Scalar) and isinstance(other, Array) and len(other.shape) > 1:
            dims = ", ".join(map(str, other.shape))
            square = len(other.shape) == 2 and other.shape[0] == other.shape[1]
            choices = f"`eye({other.shape[0]})` or `ones({dims})`" if square else f"`ones({dims})`"
            raise use.error(f"`{use.op}` of a scalar and {named(other)} is ambiguous", f"write it with {choices}")
    return array(joint_shape(use), kind)


def times(use: Use) -> Type:
    kind = joint_kind(use)
    left, right = use.types
    if isinstance(left, Array) and isinstance(right, Array) and left.shape != right.shape:
        hint = "`*` is entrywise; the matrix product is `@`"
        message = f"`*` between {named(left)} and {named(right)}: shapes differ"
        if len(left.shape) != len(right.shape):
            raise use.never(message, hint)
        for a, b in zip(left.shape, right.shape, strict=True):
            use.same(a, b, message, hint)
    return array(joint_shape(use), kind)


def divided(use: Use) -> Type:
    """`/`: real also between integers; `2*n/2` is an integer only through `floor`."""
    return array(joint_shape(use), wider((joint_kind(use), Kind.REAL)))


def nonnegative(node: Node, natural: frozenset[str]) -> bool:
    """Whether an integer tree is at least 0, seen from its form and from the names that are."""
    match node:
        case Num(value=value):
            return value >= 0
        case Var(name=name):
            return name in natural
        case Apply(op="+" | "*" | "max" | "min", args=args):
            return all(nonnegative(a, natural) for a in args)
        case Apply(op="abs" | "factorial" | "binomial" | "gcd"):
            return True
    return False


def raised(use: Use) -> Type:
    """`**`, entrywise; of integers an integer where the exponent is surely not negative."""
    kind = joint_kind(use)
    base, exponent = use.args
    if isinstance(base.type, Array) and len(base.type.shape) == 2:
        negative = isinstance(exponent, Num) and exponent.value < 0
        negative |= isinstance(exponent, Apply) and exponent.op == "neg"
        if negative:
            what = base.span.text if base.span is not None and len(base.span.text) < 20 else "A"
            raise use.error(f"`**` with a negative exponent is no inverse of a {base.type}", f"write `inv({what})`")
    if kind is Kind.INTEGER and not nonnegative(exponent, use.natural):
        kind = Kind.REAL
    return array(joint_shape(use), kind)


def negated(use: Use) -> Type:
    return array(joint_shape(use), joint_kind(use))


def equal(use: Use) -> Type:
    """`==`, `!=`: of two truth values, numbers or arrays; an array equals a scalar when every entry does.

    With a matrix that scalar must be the literal 0: `A == 1` could mean the identity.
    """
    left, right = use.types
    for a in use.args:
        if isinstance(a.type, (Function, Distribution)):
            raise use.error(f"a {a.type} cannot be compared", at=a)
    if (kind_of(left) is Kind.BOOLEAN) != (kind_of(right) is Kind.BOOLEAN):
        raise use.error(f"`{use.op}` compares {named(left)} with {named(right)}", "use `<=>` between truth values")
    _scalar_side(use)
    same_if_arrays(use)
    return BOOLEAN


def ordered(use: Use) -> Type:
    """`< <= > >=`: between reals, or every entry of vectors; between matrices the order is ambiguous."""
    real(use)
    for t in use.types:
        if isinstance(t, Array) and len(t.shape) == 2:
            both = all(isinstance(u, Array) for u in use.types)
            names = [a.name if isinstance(a, Var) else f for a, f in zip(use.args, "AB", strict=True)]
            low, high = names if use.op in ("<", "<=") else names[::-1]
            matrix = names[0] if isinstance(use.types[0], Array) else names[1]
            hint = f"write `is_psd({high} - {low})`" if both else f"write `is_psd({matrix})` or `min({matrix}) >= …`"
            raise use.error(f"`{use.op}` has no meaning between {named(use.types[0])} and {named(use.types[1])}", hint)
    same_if_arrays(use)
    return BOOLEAN


def _scalar_side(use: Use) -> None:
    for number, other in (use.args, use.args[::-1]):
        if isinstance(number.type, Scalar) and isinstance(other.type, Array) and len(other.type.shape) > 1:
            if isinstance(number, Num) and number.value == 0:
                return
            dims = ", ".join(map(str, other.type.shape))
            hint = f"write the matrix, for example with `ones({dims})`"
            raise use.error(f"`{use.op}` compares {named(use.types[0])} with {named(use.types[1])}", hint)


def same_if_arrays(use: Use) -> None:
    left, right = use.types
    if isinstance(left, Array) and isinstance(right, Array):
        message = f"`{use.op}` compares {named(left)} with {named(right)}: shapes differ"
        same_shape(use, left.shape, right.shape, message)


def grows(use: Use) -> Type:
    """`e in O(g)`: two real scalars."""
    real(use)
    scalar(use, *use.args)
    return BOOLEAN


def chosen(use: Use) -> Type:
    """`e1 if c else e2`: the condition is a truth value, the two values have one shape."""
    test, then, other = use.args
    if test.type != BOOLEAN:
        raise use.error(f"a condition must be a truth value, not {named(test.type)}", at=test)
    return joined(use, then.type, other.type)


def joined(use: Use, left: Type, right: Type) -> Type:
    """The type of a value that is one or the other."""
    if left == right:
        return left
    message = f"one value is {named(left)}, the other {named(right)}"
    mixed = (kind_of(left) is Kind.BOOLEAN) != (kind_of(right) is Kind.BOOLEAN)
    if mixed or any(isinstance(t, (Function, Distribution)) for t in (left, right)):
        raise use.error(message)
    same_shape(use, shape_of(left), shape_of(right), message)
    return array(shape_of(left), wider((kind_of(left), kind_of(right))))


def stacked(use: Use) -> Type:
    """`[a, b, c]`: equal shapes along a new first axis."""
    first = use.types[0]
    for a in use.args:
        if isinstance(a.type, (Function, Distribution)):
            raise use.error(f"a list holds numbers, not {named(a.type)}", at=a)
        message = f"a list holds {named(first)} and {named(a.type)}"
        same_shape(use, shape_of(first), shape_of(a.type), message)
        if (kind_of(a.type) is Kind.BOOLEAN) != (kind_of(first) is Kind.BOOLEAN):
            raise use.error(message, at=a)
    return Array((Dim.of(len(use.args)), *shape_of(first)), wider(map(kind_of, use.types)))


def constant(type_: Type) -> Rule:
    """The rule of a name without arguments."""

    def rule(use: Use) -> Type:
        return type_

    return rule


def matrix_of(use: Use, node: Node) -> tuple[Dim, Dim, Kind]:
    """Rows, columns and kind of an argument that must be a matrix."""
    if not isinstance(node.type, Array) or len(node.type.shape) != 2:
        raise use.error(f"`{use.op}` needs a matrix, not {named(node.type)}", at=node)
    return node.type.shape[0], node.type.shape[1], numeric(use, (node,))


def square_of(use: Use, node: Node) -> tuple[Dim, Kind]:
    rows, columns, kind = matrix_of(use, node)
    use.same(rows, columns, f"`{use.op}` needs a square matrix, not {named(node.type)}")
    return rows, kind


def vector_of(use: Use, node: Node) -> tuple[Dim, Kind]:
    """Length and kind of an argument that must be a vector."""
    if not isinstance(node.type, Array) or len(node.type.shape) != 1:
        raise use.error(f"`{use.op}` needs a vector, not {named(node.type)}", at=node)
    return node.type.shape[0], numeric(use, (node,))


def array_of(use: Use, node: Node) -> tuple[Shape, Kind]:
    """Shape and kind of an argument that must be an array."""
    if not isinstance(node.type, Array):
        raise use.error(f"`{use.op}` needs an array, not {named(node.type)}", at=node)
    return node.type.shape, numeric(use, (node,))


def at_least_real(kind: Kind) -> Kind:
    return wider((kind, Kind.REAL))
