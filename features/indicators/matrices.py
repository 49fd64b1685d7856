"""Region x activity matrices, dense or sparse, as the indicators take them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from features.arrays import Dense
from features.errors import InputError

Sparse = sparse.csr_array[Any, tuple[int, int]]
"""Sparse rows of floats, single or double precision."""
AnySparse = sparse.sparray | sparse.spmatrix
Matrix = ArrayLike | AnySparse
"""What the indicators accept: regions in rows, activities in columns."""

BLOCK = 4096
"""Rows of a sparse matrix that are dense at a time."""


def precision(values: Matrix) -> type[np.float32] | type[np.float64]:
    """Of results: single where the values are in single precision, else double."""
    return np.float32 if getattr(values, "dtype", None) == np.float32 else np.float64


def as_matrix(values: Matrix, name: str = "values") -> Dense | Sparse:
    """The matrix in single or double precision, dense or in sparse rows; not copied if it is so.

    Raises
    ------
    InputError
        For another shape than two dimensions, a negative or an unknown (NaN, infinite) value.
    """
    matrix = _two_dimensional(values, name)
    numbers = stored(matrix)
    # NaN fails the first comparison, an infinity the second
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < np.inf):
        raise InputError(f"{name} hold a negative or unknown number: correct or drop it first")
    return matrix.astype(precision(matrix), copy=False)


def as_presence(presence: Matrix) -> Dense | Sparse:
    """The matrix of 0 and 1 in single precision, in which co-occurrences are counted exactly.

    Raises
    ------
    InputError
        For another shape than two dimensions or another value than 0 and 1.
    """
    matrix = _two_dimensional(presence, "presence")
    numbers = stored(matrix)
    if numbers.dtype != np.bool_ and not ((numbers == 1) | (numbers == 0)).all():
        raise InputError(
            "presence must hold only 0 and 1: apply a threshold to location quotients first"
        )
    return matrix.astype(np.float32, copy=False)


def _two_dimensional(values: Matrix, name: str) -> Dense | Sparse:
    matrix = sparse_rows(values) if sparse.issparse(values) else np.asarray(values)
    if matrix.ndim != 2:
        raise InputError(f"{name} must be regions x activities, not of {matrix.ndim} dimensions")
    return matrix


def sparse_rows(values: Any) -> Sparse:
    """Any sparse matrix as sparse rows, each cell stored once; not copied if it is so."""
    matrix: Sparse = sparse.csr_array(values)
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    return matrix


def stored(matrix: Dense | Sparse) -> Dense:
    """The numbers that the matrix holds in memory: all of a dense one."""
    return np.asarray(matrix.data) if isinstance(matrix, sparse.csr_array) else matrix


def dense(matrix: Matrix) -> Dense:
    """The matrix as a dense array."""
    return sparse_rows(matrix).toarray() if sparse.issparse(matrix) else np.asarray(matrix)


def total(matrix: Dense | Sparse, axis: int) -> NDArray[np.float64]:
    """Sums over rows (axis 0) or columns (axis 1), in double precision."""
    return np.asarray(matrix.sum(axis=axis, dtype=np.float64))


def inner_products(matrix: Dense | Sparse) -> Dense:
    """Of all pairs of columns, shape (A, A).

    Those of a sparse matrix are added up over dense blocks of rows: the result is dense anyway,
    and products of sparse matrices are ten times slower.
    """
    if not isinstance(matrix, sparse.csr_array):
        return np.asarray(matrix.T @ matrix)
    products = np.zeros((matrix.shape[1],) * 2, matrix.dtype)
    for first in range(0, matrix.shape[0], BLOCK):
        block = matrix[first : first + BLOCK].toarray()
        products += block.T @ block
    return products


def divide(numerator: Dense, denominator: Dense, empty: float = 0.0) -> Dense:
    """Elementwise quotient; ``empty`` where the denominator is 0."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    quotient = np.full(shape, empty, np.result_type(numerator, denominator))
    return np.divide(numerator, denominator, out=quotient, where=denominator != 0)
