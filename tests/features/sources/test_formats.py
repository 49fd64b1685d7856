"""All formats of official files."""

from features.sources.formats import FORMATS


def test_an_office_has_one_licence_in_one_wording() -> None:
    """`describe` lists the licences of a package, each once."""
    licences = {form.licence for form in FORMATS}
    for office in ("BEA", "OECD: CC", "OECD, CC"):
        assert len({it for it in licences if it.startswith(office)}) <= 1
    assert not licences & {"public domain", "OECD, CC BY 4.0"}
