"""A draft: the exemplar renderer's performance of one reference, read at any sample, before limiting."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.plan import Plan
from foleystudio.engine.exemplar.render import Mixer
from foleystudio.engine.limited_blocks import BLOCK

_KEPT_BLOCKS = 48


class Draft:
    """Random access to what a plan sounds like.

    Parameters
    ----------
    plan
        Of one reference, without ambience.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._mixer = Mixer(plan)
        self._blocks: OrderedDict[int, Wave] = OrderedDict()

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``; silence before 0."""
        blocks = [self._block(number) for number in range(start // BLOCK, -(-stop // BLOCK))]
        offset = (start // BLOCK) * BLOCK
        return np.concatenate(blocks)[start - offset : stop - offset]

    def _block(self, number: int) -> Wave:
        if number not in self._blocks:
            self._blocks[number] = self._mixer.block(number)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[number]
