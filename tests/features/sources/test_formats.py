"""All formats of official files."""

from features.sources.formats import FORMATS


def test_an_office_has_one_licence_in_one_wording() -> None:
    """`describe` lists the licences of a package, each once."""
    licences = {form.licence for form in FORMATS}
    assert {it for it in licences if "public domain" in it} == {"public domain"}
    assert {it for it in licences if it.startswith("OECD") and "CC BY" in it} == {"OECD, CC BY 4.0"}
