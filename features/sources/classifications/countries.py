"""Countries of Eurostat's and the OECD's regional tables, as facts (ISO 3166-1).

Traps: Eurostat writes EL for Greece (ISO: GR) and UK for the United Kingdom (ISO: GB); regions of
Mexico begin with ME in the OECD's territorial grid and with MX elsewhere; XK is Kosovo.
"""

_ROWS = """
AE ARE United Arab Emirates
AL ALB Albania
AO AGO Angola
AR ARG Argentina
AT AUT Austria
AU AUS Australia
BA BIH Bosnia and Herzegovina
BD BGD Bangladesh
BE BEL Belgium
BG BGR Bulgaria
BN BRN Brunei Darussalam
BR BRA Brazil
BY BLR Belarus
CA CAN Canada
CD COD Democratic Republic of the Congo
CH CHE Switzerland
CI CIV Côte d'Ivoire
CL CHL Chile
CM CMR Cameroon
CN CHN China
CO COL Colombia
CR CRI Costa Rica
CY CYP Cyprus
CZ CZE Czechia
DE DEU Germany
DK DNK Denmark
EE EST Estonia
EG EGY Egypt
EL GRC Greece
ES ESP Spain
FI FIN Finland
FR FRA France
GE GEO Georgia
HK HKG Hong Kong
HR HRV Croatia
HU HUN Hungary
ID IDN Indonesia
IE IRL Ireland
IL ISR Israel
IN IND India
IS ISL Iceland
IT ITA Italy
JO JOR Jordan
JP JPN Japan
KH KHM Cambodia
KR KOR Korea
KZ KAZ Kazakhstan
LA LAO Laos
LI LIE Liechtenstein
LT LTU Lithuania
LU LUX Luxembourg
LV LVA Latvia
MA MAR Morocco
MD MDA Moldova
ME MNE Montenegro
MK MKD North Macedonia
MM MMR Myanmar
MT MLT Malta
MX MEX Mexico
MY MYS Malaysia
NG NGA Nigeria
NL NLD Netherlands
NO NOR Norway
NZ NZL New Zealand
PE PER Peru
PH PHL Philippines
PK PAK Pakistan
PL POL Poland
PT PRT Portugal
RO ROU Romania
RS SRB Serbia
RU RUS Russia
SA SAU Saudi Arabia
SE SWE Sweden
SG SGP Singapore
SI SVN Slovenia
SK SVK Slovakia
SN SEN Senegal
ST STP São Tomé and Príncipe
TH THA Thailand
TN TUN Tunisia
TR TUR Türkiye
TW TWN Chinese Taipei
UA UKR Ukraine
UK GBR United Kingdom
US USA United States
VN VNM Viet Nam
XK XKX Kosovo
ZA ZAF South Africa
"""

COUNTRIES: dict[str, tuple[str, str]] = {
    two: (three, name)
    for two, three, name in (line.split(" ", 2) for line in _ROWS.strip().splitlines())
}
"""Two letters, as Eurostat writes them, to three letters and the name."""
OTHER_LETTERS = {"GR": "EL", "GB": "UK"}
"""Two letters of ISO to those of Eurostat, where they differ."""
_NUTS = """
AL AT BA BE BG CH CY CZ DE DK EE EL ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MD ME MK MT
NL NO PL PT RO RS SE SI SK TR UA UK XK
"""
NUTS_COUNTRIES = frozenset(_NUTS.split())
"""Countries with regions of NUTS, or statistical regions that Eurostat codes like them."""


def two_letters(code: str) -> str:
    """The two letters of a country of two or three letters; "" for no country of the table."""
    if len(code) == 2:
        two = OTHER_LETTERS.get(code, code)
        return two if two in COUNTRIES else ""
    return next((two for two, (three, _) in COUNTRIES.items() if three == code), "")


def country_name(code: str) -> str:
    """Name of a country of two or three letters; "" for no country of the table."""
    two = two_letters(code)
    return COUNTRIES[two][1] if two else ""
