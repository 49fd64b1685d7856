"""Pages with one picture, for an iframe on another site: the only addresses that may be framed."""

from serving.languages.language import say, speaking
from serving.page.addresses import Asked
from serving.page.shell import TEMPLATES
from serving.page.static_files import modules, version

PICTURES = (
    "map",
    "scatter",
    "space",
    "fan",
    "waterfall",
    "chain",
    "ranks",
    "calibration",
)
"""Names of pictures; static/embed.js draws them."""
SCRIPT = "embed.js"


def embedded(asked: Asked) -> tuple[int, str]:
    """Status and HTML of the page with the picture that stands in the address as its code."""
    is_picture = asked.code in PICTURES
    with speaking(asked.language):
        if is_picture:
            title = say("figure.embedded", name=say(f"figure.name_{asked.code}"))
        else:
            title = say("figure.no_picture", name=asked.code, names=list(PICTURES))
        html = TEMPLATES.get_template("embed.html").render(
            asked=asked,
            is_picture=is_picture,
            title=title,
            whole=_whole(asked),
            version=version(),
            modules=_modules(asked.code) if is_picture else [],
            say=say,
        )
    return (200 if is_picture else 404), html


def _modules(picture: str) -> list[str]:
    """Scripts that a picture needs, beside the one that asks for them."""
    own = modules("views/country.js" if picture == "map" else f"figures/{picture}.js")
    return [name for name in dict.fromkeys([*modules(SCRIPT), *own]) if name != SCRIPT]


def _whole(asked: Asked) -> str:
    """The address of the view that the picture is from."""
    region = asked.one("region")
    return asked.link("region", region) if region else asked.link("country")
