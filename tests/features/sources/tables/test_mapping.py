from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.tables.mapping import load, propose, read_with
from features.sources.tables.plan import parse
from tests.features.sources.tables.held import cell, csv_file, imported, opened, proposed_text, row

TEXT = """Валовая добавленная стоимость, млн рублей;;;
Регион;Вид деятельности;2019;2020
Калужская область;Обрабатывающие производства;10,5;11
Калужская область;Строительство;-;2
г. Москва;Обрабатывающие производства;20;21
"""
NAMES = """Value added by county, million euro;;
County;2019;2020
Kent;10.5;11
Surrey;3.5;4
"""
MINIMAL = '[[tables]]\nindicator = "x"\nfirst_row = 3\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[tables]\n", "cannot read the mapping M.toml as TOML"),
        ("unknown = []\n", r"has no \[\[tables\]\]: propose one with --dry-run"),
        (MINIMAL + 'indicater = "y"\n', "unknown key 'indicater': did you mean indicator"),
        ("regoins = {}\n" + MINIMAL, "unknown key 'regoins': did you mean"),
        (MINIMAL + 'rows = { 2 = "yaer" }\n', "rows 2 = 'yaer': did you mean year"),
        (MINIMAL + 'rows = { 3 = "year" }\n', "a header row has a number below first_row = 3"),
        (MINIMAL + 'columns = { A1 = "year" }\n', "columns 'A1': give letters as A"),
        (MINIMAL + 'table = "clusters"\n', "table = 'clusters': did you mean"),
        (MINIMAL + "last_row = true\n", "last_row = True: it must be a number"),
        (MINIMAL + 'sheets = "1"\n', "sheets = '1': it must be a list of texts"),
        (MINIMAL + "[regions]\nx = 1\n", "regions = .*: it must be of the form"),
        ("listed_regions = {}\n" + MINIMAL, "unknown key 'listed_regions'"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(text, "M.toml")


def test_a_proposal_is_a_mapping_that_says_the_same(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TEXT)
    plan = parse(proposed_text(path), "M.toml")
    (table,) = plan.tables
    assert (table.indicator, table.unit, table.decimal) == ("value_added", "million RUB", ",")
    assert table.rows == {"2": "year"}
    assert table.columns == {"A": "region", "B": "activity"}
    assert plan.regions == {"Калужская область": "RU-KLU", "г. Москва": "RU-MOW"}
    assert plan.questions() == []


def test_texts_with_quotes_and_backslashes_survive_the_proposal(tmp_path: Path) -> None:
    text = TEXT.replace(";Строительство", ';"Строит ""А\\Б"" \u00ab…\u00bb"')
    plan = parse(proposed_text(csv_file(tmp_path, text)), "M.toml")
    assert plan.activities['Строит "А\\Б" «…»'] == "?"


def test_a_mapping_may_say_that_a_dash_means_zero(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TEXT)
    assert cell(imported(path), "Калужская область", 2019, "F") == []
    found = imported(path, ("zero = []", 'zero = ["-"]'))
    assert cell(found, "Калужская область", 2019, "F") == [0.0]


def test_names_parents_and_what_is_left_out_may_be_corrected(tmp_path: Path) -> None:
    more = """[parents_of_regions]
"RU-KLU" = "RU-MOW"
[region_names]
"RU-KLU" = "Kaluga"
[left_out]
F = "not wanted"
[regions]"""
    found = imported(csv_file(tmp_path, TEXT), ("[regions]", more))
    kaluga = row(found.regions, "Калужская область")
    assert (kaluga["name"], kaluga["parent_code"]) == ("Kaluga", "г. Москва")
    assert row(found.activities, "F")["left_out"] == "not wanted"
    assert row(found.activities, "C")["left_out"] == ""


def test_rows_and_columns_may_be_left_out(tmp_path: Path) -> None:
    keys = 'left_out_rows = [5]\nleft_out_columns = ["C"]\nfirst_row'
    found = imported(csv_file(tmp_path, TEXT), ("first_row", keys))
    assert found.rows["year"].tolist() == [2020, 2020]
    assert found.rows["region_code"].unique().tolist() == ["Калужская область"]


def test_labels_become_codes_where_the_user_says_so(tmp_path: Path) -> None:
    found = imported(csv_file(tmp_path, NAMES), ('region_codes = "?"', 'region_codes = "labels"'))
    assert cell(found, "Kent", 2020) == [11.0]
    assert row(found.regions, "Kent")["package_code"] == ""


def test_names_are_matched_to_a_list_of_codes_that_the_mapping_names(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "code,title,parent_code\nUK,United Kingdom,\nUKJ,South East,UK\nUKJ4,Kent,UKJ\n"
        "UKJ2,Surrey,UKJ\n",
        encoding="utf-8",
    )
    answer = 'region_codes = "list"\nregion_list = "list.csv"'
    path = csv_file(tmp_path, NAMES.replace("Surrey;", "SURREY 1);").replace("Kent", "UKJ"))
    text = proposed_text(path).replace('region_codes = "?"', answer)
    text = text.replace('region_parents = "none"', 'region_parents = "list"')
    (tmp_path / "M.toml").write_text(text, encoding="utf-8")
    (found,) = read_with(load(str(tmp_path / "M.toml")), opened(path))
    surrey = row(found.regions, "SURREY 1)")
    assert (surrey["package_code"], surrey["parent_code"]) == ("UKJ2", "UKJ")


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,title\n1,x\n", encoding="utf-8")
    (tmp_path / "M.toml").write_text('region_list = "list.csv"\n' + MINIMAL, encoding="utf-8")
    with pytest.raises(InputError, match="needs the columns code and title"):
        load(str(tmp_path / "M.toml"))
    with pytest.raises(InputError, match="cannot read the mapping"):
        load(str(tmp_path / "other.toml"))


def test_a_region_that_is_new_in_a_later_file_is_named_with_its_row(tmp_path: Path) -> None:
    plan = parse(proposed_text(csv_file(tmp_path, TEXT)), "M.toml")
    later = csv_file(tmp_path, TEXT + "Тулская область;Строительство;1;2\n", name="later.csv")
    with pytest.raises(InputError, match=r"later\.csv, row 6: no code for the region 'Тулская"):
        read_with(plan, opened(later))
    known = csv_file(tmp_path, TEXT + "Тульская область;Строительство;1;2\n", name="known.csv")
    (found,) = read_with(plan, opened(known))
    assert row(found.regions, "Тульская область")["package_code"] == "RU-TUL"


def test_two_values_for_one_thing_are_named_with_their_cells(tmp_path: Path) -> None:
    twice = TEXT + "г. Москва;Обрабатывающие производства;20;22\n"
    message = r"two values for г\. Москва, C, 2020, value_added: D5 .* and D6 .*; 1 such"
    with pytest.raises(InputError, match=message):
        imported(csv_file(tmp_path, twice))
    found = imported(csv_file(tmp_path, twice.replace(";22", ";21")))
    assert {it.what: it.count for it in found.left_out}["repeated values"] == 2


def test_rates_by_industry_are_in_no_table(tmp_path: Path) -> None:
    text = TEXT.replace("млн рублей", "в процентах к предыдущему году, %")
    found = imported(csv_file(tmp_path, text))
    assert found.indicators.iloc[0][["unit", "price_basis"]].tolist() == ["%", "none"]
    assert "a rate" in found.indicators["left_out"].iloc[0]


def test_a_mapping_for_sheets_that_are_not_there_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TEXT)
    plan = parse(proposed_text(path).replace("first_row", 'sheets = ["7"]\nfirst_row'), "M.toml")
    with pytest.raises(InputError, match="names sheets that the files do not have: 7"):
        read_with(plan, opened(path))


def test_files_of_two_layouts_have_tables_of_their_own(tmp_path: Path) -> None:
    other = "Численность населения, человек;\nСубъект;2020\nг. Москва;12 678 079\n"
    paths = [csv_file(tmp_path, TEXT), csv_file(tmp_path, other, "utf-16", name="people.csv")]
    files = [file for path in paths for file in opened(path)]
    first, second = read_with(parse(propose(files), "M.toml"), files)
    assert (len(first.rows), len(second.rows)) == (5, 1)
    assert [file.name for file in second.files] == ["people.csv"]
