"""Fields at fault: the kinds of pydantic, whose English they are."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "problem.fault.extra_forbidden": "there is no such field",
    "problem.fault.missing": "Field required",
    "problem.fault.int_type": "Input should be a valid integer",
    "problem.fault.int_parsing": (
        "Input should be a valid integer, unable to parse string as an integer"
    ),
    "problem.fault.int_from_float": (
        "Input should be a valid integer, got a number with a fractional part"
    ),
    "problem.fault.float_type": "Input should be a valid number",
    "problem.fault.float_parsing": (
        "Input should be a valid number, unable to parse string as a number"
    ),
    "problem.fault.finite_number": "Input should be a finite number",
    "problem.fault.bool_type": "Input should be a valid boolean",
    "problem.fault.bool_parsing": "Input should be a valid boolean, unable to interpret input",
    "problem.fault.string_type": "Input should be a valid string",
    "problem.fault.list_type": "Input should be a valid list",
    "problem.fault.dict_type": "Input should be a valid dictionary",
    "problem.fault.model_type": ("Input should be a valid dictionary"),
    "problem.fault.greater_than": "Input should be greater than {gt}",
    "problem.fault.greater_than_equal": "Input should be greater than or equal to {ge}",
    "problem.fault.less_than": "Input should be less than {lt}",
    "problem.fault.less_than_equal": "Input should be less than or equal to {le}",
    "problem.fault.literal_error": "Input should be {expected}",
    "problem.fault.json_invalid": "Invalid JSON",
    "problem.fault.string_too_short": ("String should have at least {min_length} characters"),
    "problem.fault.string_too_long": "String should have at most {max_length} characters",
    "problem.fault.too_short": (
        "Should have at least {min_length} items after validation, not {actual_length}"
    ),
    "problem.fault.too_long": (
        "Should have at most {max_length} items after validation, not {actual_length}"
    ),
    "problem.fault.other": "the value is not valid",
}
