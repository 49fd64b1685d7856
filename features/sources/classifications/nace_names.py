"""Titles of NACE sections, divisions and aggregates, as facts.

Sources: Regulation (EC) 1893/2006, Annex I (Rev. 2; divisions equal those of ISIC Rev. 4);
Regulation (EU) 2023/137 (sections of Rev. 2.1); Regulation (EC) 29/2002 (sections of Rev. 1.1);
aggregates as in "Eurostat, code list NACE_R2". Long titles are cut to their first part.
"""

_REV_2 = """
A Agriculture, forestry and fishing
01 Crop and animal production, hunting and related service activities
02 Forestry and logging
03 Fishing and aquaculture
B Mining and quarrying
05 Mining of coal and lignite
06 Extraction of crude petroleum and natural gas
07 Mining of metal ores
08 Other mining and quarrying
09 Mining support service activities
C Manufacturing
10 Manufacture of food products
11 Manufacture of beverages
12 Manufacture of tobacco products
13 Manufacture of textiles
14 Manufacture of wearing apparel
15 Manufacture of leather and related products
16 Manufacture of wood and of products of wood and cork, except furniture
17 Manufacture of paper and paper products
18 Printing and reproduction of recorded media
19 Manufacture of coke and refined petroleum products
20 Manufacture of chemicals and chemical products
21 Manufacture of basic pharmaceutical products and pharmaceutical preparations
22 Manufacture of rubber and plastic products
23 Manufacture of other non-metallic mineral products
24 Manufacture of basic metals
25 Manufacture of fabricated metal products, except machinery and equipment
26 Manufacture of computer, electronic and optical products
27 Manufacture of electrical equipment
28 Manufacture of machinery and equipment n.e.c.
29 Manufacture of motor vehicles, trailers and semi-trailers
30 Manufacture of other transport equipment
31 Manufacture of furniture
32 Other manufacturing
33 Repair and installation of machinery and equipment
D Electricity, gas, steam and air conditioning supply
35 Electricity, gas, steam and air conditioning supply
E Water supply; sewerage, waste management and remediation activities
36 Water collection, treatment and supply
37 Sewerage
38 Waste collection, treatment and disposal activities; materials recovery
39 Remediation activities and other waste management services
F Construction
41 Construction of buildings
42 Civil engineering
43 Specialised construction activities
G Wholesale and retail trade; repair of motor vehicles and motorcycles
45 Wholesale and retail trade and repair of motor vehicles and motorcycles
46 Wholesale trade, except of motor vehicles and motorcycles
47 Retail trade, except of motor vehicles and motorcycles
H Transportation and storage
49 Land transport and transport via pipelines
50 Water transport
51 Air transport
52 Warehousing and support activities for transportation
53 Postal and courier activities
I Accommodation and food service activities
55 Accommodation
56 Food and beverage service activities
J Information and communication
58 Publishing activities
59 Motion picture, video and television production, sound recording and music publishing
60 Programming and broadcasting activities
61 Telecommunications
62 Computer programming, consultancy and related activities
63 Information service activities
K Financial and insurance activities
64 Financial service activities, except insurance and pension funding
65 Insurance, reinsurance and pension funding, except compulsory social security
66 Activities auxiliary to financial services and insurance activities
L Real estate activities
68 Real estate activities
M Professional, scientific and technical activities
69 Legal and accounting activities
70 Activities of head offices; management consultancy activities
71 Architectural and engineering activities; technical testing and analysis
72 Scientific research and development
73 Advertising and market research
74 Other professional, scientific and technical activities
75 Veterinary activities
N Administrative and support service activities
77 Rental and leasing activities
78 Employment activities
79 Travel agency, tour operator and other reservation service and related activities
80 Security and investigation activities
81 Services to buildings and landscape activities
82 Office administrative, office support and other business support activities
O Public administration and defence; compulsory social security
84 Public administration and defence; compulsory social security
P Education
85 Education
Q Human health and social work activities
86 Human health activities
87 Residential care activities
88 Social work activities without accommodation
R Arts, entertainment and recreation
90 Creative, arts and entertainment activities
91 Libraries, archives, museums and other cultural activities
92 Gambling and betting activities
93 Sports activities and amusement and recreation activities
S Other service activities
94 Activities of membership organisations
95 Repair of computers and personal and household goods
96 Other personal service activities
T Activities of households as employers and for own use
97 Activities of households as employers of domestic personnel
98 Undifferentiated activities of private households for own use
U Activities of extraterritorial organisations and bodies
99 Activities of extraterritorial organisations and bodies
B-E Industry (except construction)
G-I Wholesale and retail trade, transport, accommodation and food service
G-J Trade, transport, accommodation and food service; information and communication
M_N Professional, scientific, technical, administrative and support services
K-N Finance and insurance; real estate; professional, technical and administrative services
O-Q Public administration, defence, education, human health and social work
R-U Arts, entertainment and recreation; other services; households
O-U Public administration and other services
C10-C12 Food products, beverages and tobacco
C13-C15 Textiles, wearing apparel, leather
C16-C18 Wood, paper, printing
C22_C23 Rubber, plastic and other non-metallic mineral products
C24_C25 Basic metals and fabricated metal products
C29_C30 Motor vehicles and other transport equipment
C31-C33 Furniture; other manufacturing; repair
C31_C32 Furniture; other manufacturing
E37-E39 Sewerage, waste management, remediation
J58-J60 Publishing, audiovisual, broadcasting
J59_J60 Audiovisual, broadcasting
J62_J63 Computer programming, information service
M69_M70 Legal, accounting, head offices, management consultancy
M69-M71 Legal, accounting, management, architecture, engineering
M73-M75 Advertising, other professional, veterinary
M74_M75 Other professional, veterinary
N80-N82 Security, landscape, office support
Q87_Q88 Residential care and social work
R90-R92 Creative, arts, libraries, gambling
B-S_X_K642 Business economy except activities of holding companies
B-N_S95_X_K Business economy and repair of computers, except financial activities
B-N Business economy
J_K Information, communication, financial and insurance activities
K_L Financial, insurance and real estate activities
R_S Arts, entertainment and other services
S_T Other services and households
C10-C33 Manufacturing
"""

_REV_2_1 = """
A Agriculture, forestry and fishing
B Mining and quarrying
C Manufacturing
D Electricity, gas, steam and air conditioning supply
E Water supply; sewerage, waste management and remediation activities
F Construction
G Wholesale and retail trade
H Transportation and storage
I Accommodation and food service activities
J Publishing, broadcasting, and content production and distribution activities
K Telecommunication, computer programming, consulting and other information services
L Financial and insurance activities
M Real estate activities
N Professional, scientific and technical activities
O Administrative and support service activities
P Public administration and defence; compulsory social security
Q Education
R Human health and social work activities
S Arts, sports and recreation
T Other service activities
U Activities of households as employers and for own use
V Activities of extraterritorial organisations and bodies
"""

_REV_1_1 = """
A Agriculture, hunting and forestry
B Fishing
C Mining and quarrying
D Manufacturing
E Electricity, gas and water supply
F Construction
G Wholesale and retail trade; repair of motor vehicles and of household goods
H Hotels and restaurants
I Transport, storage and communication
J Financial intermediation
K Real estate, renting and business activities
L Public administration and defence; compulsory social security
M Education
N Health and social work
O Other community, social and personal service activities
P Activities of households
Q Extra-territorial organisations and bodies
A_B Agriculture, hunting, forestry and fishing
C-E Industry (except construction)
G-I Trade, hotels and restaurants, transport and communication
J_K Financial intermediation, real estate, renting and business activities
L-P Public administration, education, health and other services
L-Q Public administration, education, health and other services
DA Manufacture of food products, beverages and tobacco
DB Manufacture of textiles and textile products
DC Manufacture of leather and leather products
DD Manufacture of wood and wood products
DE Manufacture of pulp, paper and paper products; publishing and printing
DF Manufacture of coke, refined petroleum products and nuclear fuel
DG Manufacture of chemicals, chemical products and man-made fibres
DH Manufacture of rubber and plastic products
DI Manufacture of other non-metallic mineral products
DJ Manufacture of basic metals and fabricated metal products
DK Manufacture of machinery and equipment n.e.c.
DL Manufacture of electrical and optical equipment
DM Manufacture of transport equipment
DN Manufacturing n.e.c.
CA Mining and quarrying of energy producing materials
CB Mining and quarrying, except of energy producing materials
"""


def _table(text: str) -> dict[str, str]:
    rows = (line.partition(" ") for line in text.strip().splitlines())
    return {code: title for code, _, title in rows}


NAMES: dict[str, dict[str, str]] = {
    "2": _table(_REV_2),
    "2.1": _table(_REV_2_1),
    "1.1": _table(_REV_1_1),
}
"""Version to codes and their titles; divisions without the letter of their section."""
