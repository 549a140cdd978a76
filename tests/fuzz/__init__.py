"""Files from strangers: cases drawn at random and put to the program as a user puts files to it.

``python -m tests.fuzz KIND --cases N --seed S``. Each case runs in a process of its own with limits on time, memory
and disk, in a folder of its own; see `tests.fuzz.judging` for what counts as a finding. A case's seed is ``S`` plus its
number: ``--cases 1 --seed THAT`` repeats it. A kind of file is a module of this package with a `KIND`
(`tests.fuzz.kinds`) and a row in ``tests.fuzz.__main__``.
"""
