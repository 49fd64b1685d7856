"""The parts of the contract that all subjects share."""

from serving.contracts import RegionsRequest


def test_codes_are_read_in_composed_form_as_those_of_a_package() -> None:
    request = RegionsRequest(region_codes=["\u0415\u03081"])
    assert request.region_codes == ["\u04011"]
