"""Names by the Universal Category System: `CatID_FXName_CreatorID_SourceID`, the category looked up in all of its list.

Looking up is made for Foley: where a name may mean several things, it means what is performed to the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from foleystudio.engine.mix.names.ucs_list import LIST
from foleystudio.files.file_names import shortened

TEMPLATE = "{catid}_{fxname}_{creator}_{source}"
"""How UCS names a file."""

_LONGEST = 60  # bytes of a block: four of them and what parts them fit into the 255 that disks allow

_MEANT = {
    "FOLYFeet": "footstep step feet foot heel toe shoe boot walk walking running scuff",
    "FOLYClth": "cloth clothes move movement rustle jacket shirt coat sleeve fabric",
    "FOLYHand": "hand pat grab grip touch",
    "FEETHors": "horse hoof hooves gallop trot",
    "FEETAnml": "dog cat paw claw",
    "ANMLHors": "horse neigh whinny",
    "ANMLDog": "dog bark barking",
    "ANMLCat": "cat meow",
    "FGHTImpt": "punch slap kick",
    "FGHTBf": "bodyfall body",
    "DOORKnck": "knock knocking",
    "DOORHdwr": "lock doorknob doorhandle deadbolt",
    "MECHLock": "padlock lock",
    "GLASBrk": "shatter smash",
    "OBJKey": "key keyring",
    "OBJCoin": "coin",
    "OBJBag": "bag handbag backpack",
    "OBJBook": "book",
    "OBJZipr": "zipper zip",
    "OBJUmbr": "umbrella",
    "OBJFurn": "chair table furniture",
    "OBJWrite": "pen pencil writing",
    "FOODTware": "cutlery fork knife spoon plate cup",
    "FOODEat": "eating chewing bite",
    "FOODDrnk": "drinking sip gulp",
    "MECHClik": "click",
    "MECHSwtch": "lightswitch",
    "CMPTKey": "keyboard typing",
    "COMTelph": "telephone phone",
    "HMNBrth": "breath breathing",
    "HMNKiss": "kiss",
    "GUNMisc": "gunshot",
    "GUNPis": "pistol revolver",
    "VEHCar": "car",
    "VEHDoor": "car truck van",
    "VEHHorn": "car truck",
    "VEHWndw": "car",
    "VEHTruck": "truck van",
    "VEHBike": "bike bicycle",
    "WATRSplsh": "splash",
    "SWSH": "swish swoosh",
    "WHSH": "whoosh",
    "RAINClth": "umbrella",
    "THUN": "thunder",
    "VEGELeaf": "leaf",
    "VEGETree": "tree",
    "WINDVege": "leaf tree",
    "WNDWCover": "curtain blind",
    "WEAPSwrd": "sword",
}
"""Words of the cutting room for a category; those of the list itself need none. A word may mean several."""

_ALIKE = {
    "stone": "rock", "hit": "impact", "strike": "impact", "drop": "impact", "breaking": "break", "scrape": "friction",
    "squeak": "friction", "creak": "friction", "rub": "friction", "wooden": "wood", "metallic": "metal",
    "gravel": "dirt", "leaf": "leave", "tear": "rip", "ripping": "rip", "glasse": "glass",
}  # fmt: skip
_SAYS_NOTHING = {"misc", "general", "foley"}
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
    """All that there are, by their identifiers."""
    found = {}
    for line in LIST.strip().splitlines():
        short, name, parts = line.split("|")
        for part in parts.split():
            rest, subcategory = part.split("=")
            found[short + rest] = Category(short + rest, name, subcategory.replace("_", " "))
    return found


@dataclass(frozen=True)
class _Words:
    """What may be said for a category: words that mean it, name it, and say which part of it."""

    category: Category
    meant: frozenset[str]
    names: frozenset[str]
    parts: frozenset[str]

    def score(self, said: frozenset[str]) -> float:
        """How well it is said; each word counts once, and a part without its category not at all."""
        meant = said & self.meant
        named = (said & self.names) - meant
        detailed = (said & self.parts) - meant - named
        if not meant and not named:
            return 0.0
        in_full = 0.5 if named and detailed else 0.0
        general = 0.5 if self.category.subcategory in {"MISC", "GENERAL"} else 0.0
        # Steps are named with what they fall on, and are steps all the same.
        steps = 1.0 if self.category.cat_id == "FOLYFeet" else 0.0
        return 3 * len(meant) + 2 * len(named) + len(detailed) + in_full + general + steps


@cache
def _words_of() -> list[_Words]:
    found = []
    for each in categories().values():
        parts = _words(each.subcategory)
        # FOLEY itself says nothing, as all here is that: its parts are its names.
        names = parts if each.category == "FOLEY" else _words(each.category)
        found.append(_Words(each, _words(_MEANT.get(each.cat_id, "")), names, parts))
    return found


def _words(text: str) -> frozenset[str]:
    singular = (_singular(word) for word in _WORDS.findall(text.lower()))
    return frozenset(_ALIKE.get(word, word) for word in singular) - _SAYS_NOTHING


def _singular(word: str) -> str:
    """Without a plural's s, that names and list are alike; never shown."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


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
        for each in _words_of():
            score = each.score(said) / (weight + 1)
            if score > most:
                best, most = each.category, score
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
