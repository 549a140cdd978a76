from foleystudio.training.scenes.causes import CAUSES, EVERY_ACT, KEEPING_UP, cause_of
from foleystudio.training.scenes.objects.modal import MATERIALS
from foleystudio.training.scenes.physics.worlds import WORLDS


def test_things_are_caused_by_what_fits_them() -> None:
    assert cause_of("glass") is CAUSES["fragile"]
    assert cause_of("gun/ad-sounds-shot-3.flac") is CAUSES["shot"]
    assert cause_of("footsteps/oc-gravel.flac") is CAUSES["step"]
    assert cause_of("sneeze") is CAUSES["voice"]
    assert cause_of("something/unheard-of.flac") is CAUSES["solid"]
    assert all(cause_of(material).acts for material in MATERIALS)


def test_every_world_exists_and_everything_kept_up_is_an_act() -> None:
    assert all(world in WORLDS for cause in CAUSES.values() for world in cause.worlds)
    assert set(EVERY_ACT) >= KEEPING_UP
