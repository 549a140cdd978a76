"""Names by the Universal Category System: `CatID_FXName_CreatorID_SourceID`, the category looked up.

The categories are those of UCS 8.2 that Foley is sorted into, as its authors (Tim Nielsen, Justin Drury, Kai Paquin)
give them away at universalcategorysystem.com: 177 of some 750. Their identifiers were compared between public copies of
the list on samples, not one by one and not with the authors' own sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from foleystudio.files.file_names import shortened

TEMPLATE = "{catid}_{fxname}_{creator}_{source}"
"""How UCS names a file."""

_LONGEST = 60  # bytes of a block: four of them and what parts them fit into the 255 that disks allow

# A category a line: how its identifiers begin, its name, and its subcategories, each by the rest of its identifier.
_LIST = """
DIRT|DIRT & SAND|Misc=MISC Crsh=CRASH_&_DEBRIS Dust=DUST Impt=IMPACT Mvmt=MOVEMENT
DOOR|DOORS|Misc=MISC Antq=ANTIQUE Appl=APPLIANCE Cab=CABINET Dungn=DUNGEON Elec=ELECTRIC Gate=GATE Glas=GLASS \
Hdwr=HARDWARE Tech=HITECH Hydr=HYDRAULIC_&_PNEUMATIC Knck=KNOCK Metl=METAL Plas=PLASTIC Prisn=PRISON Revl=REVOLVING \
Slid=SLIDING Ston=STONE Swng=SWINGING Wood=WOOD
DRWR|DRAWERS|Misc=MISC Metl=METAL Plas=PLASTIC Wood=WOOD
FGHT|FIGHT|Misc=MISC Bf=BODYFALL Clth=CLOTH Grab=GRAB Impt=IMPACT
FIRE|FIRE|Misc=MISC Burn=BURNING Brst=BURST Crkl=CRACKLE Ign=IGNITE Gas=GAS Sizz=SIZZLE Trch=TORCH Whsh=WHOOSH
FOLY|FOLEY|Misc=MISC Clth=CLOTH Feet=FEET Hand=HANDS Prop=PROP
FOOD|FOOD & DRINK|Misc=MISC Cook=COOKING Drnk=DRINKING Eat=EATING Gware=GLASSWARE Ingr=INGREDIENTS Kware=KITCHENWARE \
Tware=TABLEWARE
FEET|FOOTSTEPS|Misc=MISC Anml=ANIMAL Crea=CREATURE Hors=HORSE Hmn=HUMAN
GLAS|GLASS|Misc=MISC Brk=BREAK Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT Tonl=TONAL
GORE|GORE|Misc=MISC Blood=BLOOD Bone=BONE Burn=BURN Flsh=FLESH Ooze=OOZE Splt=SPLAT Sqsh=SQUISH Stab=STAB
ICE|ICE|Misc=MISC Brk=BREAK Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT Tonl=TONAL
LETHR|LEATHER|Misc=MISC Creak=CREAK Impt=IMPACT Mvmt=MOVEMENT
MECH|MECHANICAL|Misc=MISC Clik=CLICK Gear=GEARS Ltch=LATCH Lvr=LEVER Lock=LOCK Puly=PULLEY Rtch=RATCHET Relay=RELAY \
Rolr=ROLLER Swtch=SWITCH
METL|METAL|Misc=MISC Brk=BREAK Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT Tonl=TONAL
MOVE|MOVEMENT|Misc=MISC Actv=ACTIVITY Anml=ANIMAL Crea=CREATURE Crwd=CROWD Insc=INSECT Pres=PRESENCE
OBJ|OBJECTS|Misc=MISC Bag=BAG Coin=COIN Furn=FURNITURE Hsehld=HOUSEHOLD Jewl=JEWELRY Lug=LUGGAGE Key=KEYS Med=MEDICAL \
Pack=PACKAGING Tape=TAPE Umbr=UMBRELLA Whled=WHEELED Write=WRITING Zipr=ZIPPER
PAPR|PAPER|Misc=MISC Fltr=FLUTTER Hndl=HANDLE Rip=RIP
PLAS|PLASTIC|Misc=MISC Brk=BREAK Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT
RAIN|RAIN|Clth=CLOTH Conc=CONCRETE Glas=GLASS Metl=METAL Plas=PLASTIC Vege=VEGETATION Wood=WOOD Watr=WATER
ROCK|ROCKS|Misc=MISC Brk=BREAK Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT Tonl=TONAL
ROPE|ROPE|Misc=MISC Creak=CREAK Mvmt=MOVEMENT
RUBR|RUBBER|Misc=MISC Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT
SNOW|SNOW|Misc=MISC Crsh=CRASH_&_DEBRIS Fric=FRICTION Impt=IMPACT Mvmt=MOVEMENT
TOOL|TOOLS|Misc=MISC Hand=HAND Pneu=PNEUMATIC Powr=POWER
TOY|TOYS|Misc=MISC Mech=MECHANICAL Elec=ELECTRONIC
VEGE|VEGETATION|Misc=MISC Gras=GRASS Leaf=LEAVES Tree=TREE
"""

_MEANT = {
    "FOLYFeet": "footstep footsteps step steps feet foot heel heels toe shoe shoes boots walk walking running scuff",
    "FOLYClth": "cloth clothes moves rustle jacket shirt coat sleeve fabric",
    "FOLYHand": "hand hands pat pats grab grip touch",
    "FOLYProp": "prop props",
    "FGHTImpt": "punch slap fight",
    "FGHTBf": "bodyfall",
    "DOORKnck": "knock knocks knocking",
    "GLASBrk": "shatter smash",
    "OBJKey": "keys keyring",
    "OBJCoin": "coin",
    "OBJBag": "bag bags handbag",
    "OBJZipr": "zipper zip",
    "OBJUmbr": "umbrella",
    "OBJFurn": "chair table furniture",
    "FOODTware": "cutlery fork knife spoon plate cup",
    "MECHClik": "clicks",
    "MECHSwtch": "lightswitch",
}
"""Words of the cutting room for a category; those of the list itself need none."""

_ALIKE = {
    "door": "doors", "drawer": "drawers", "rock": "rocks", "stone": "rocks", "object": "objects", "tool": "tools",
    "toy": "toys", "coins": "coin", "key": "keys", "impacts": "impact", "hit": "impact", "hits": "impact",
    "strike": "impact", "drop": "impact", "breaks": "break", "breaking": "break", "crash": "crash",
    "debris": "debris", "scrape": "friction", "squeak": "friction", "rub": "friction", "wooden": "wood",
    "metallic": "metal",
    "gravel": "dirt", "sand": "sand", "leaf": "leaves", "gear": "gears", "tear": "rip", "ripping": "rip",
    "glasses": "glass",
}  # fmt: skip
_SAYS_NOTHING = {"misc", "foley"}
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Category:
    """One of the system's categories.

    Parameters
    ----------
    cat_id
        ``GLASBrk``: never written in another way.
    category, subcategory
        ``GLASS``, ``BREAK``.
    """

    cat_id: str
    category: str
    subcategory: str

    @property
    def full(self) -> str:
        """``GLASS-BREAK``."""
        return f"{self.category}-{self.subcategory}"


@cache
def categories() -> dict[str, Category]:
    """All that are known, by their identifiers."""
    found = {}
    for line in _LIST.strip().splitlines():
        short, name, parts = line.split("|")
        for part in parts.split():
            rest, subcategory = part.split("=")
            found[short + rest] = Category(short + rest, name, subcategory.replace("_", " "))
    return found


@cache
def _words_of() -> list[tuple[Category, frozenset[str], frozenset[str]]]:
    return [
        (each, frozenset(_WORDS.findall(each.category.lower())), _words(each.subcategory))
        for each in categories().values()
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(_ALIKE.get(word, word) for word in _WORDS.findall(text.lower())) - _SAYS_NOTHING


def looked_up(texts: Iterable[str]) -> Category:
    """The category that says best what some names say, earlier ones before later ones; ``FOLEY-MISC`` for none.

    Parameters
    ----------
    texts
        Names of the track, of what it is made from, and of its events.
    """
    best, most = categories()["FOLYMisc"], 0.0
    for weight, text in enumerate(texts):
        said = _words(text)
        for each, names, parts in _words_of():
            meant = len(said & frozenset(_MEANT.get(each.cat_id, "").split()))
            named, detailed = len(said & names), len(said & parts)
            if not named and not meant:
                continue
            general = 0.5 if each.subcategory == "MISC" else 0.0
            score = (3 * meant + 2 * named + detailed + general) / (weight + 1)
            if score > most:
                best, most = each, score
    return best


def block(text: str) -> str:
    """A text as a block of a UCS name: without the ``_`` that parts blocks, and what no file name holds."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f_]+', " ", text)
    return shortened(" ".join(plain.split()).strip(" ."), _LONGEST) or "NONE"


def parsed(name: str) -> tuple[str, str, str, str] | None:
    """CatID, FXName, CreatorID and SourceID of a name without its suffix; None where it is none of UCS."""
    blocks = name.split("_")
    if len(blocks) < 4 or not all(blocks[:4]):
        return None
    cat_id = blocks[0].split("-")[0]
    return (cat_id, blocks[1], blocks[2], blocks[3]) if cat_id in categories() else None
