"""Listening tests: sounds of several systems made into a page for raters, and what they answered made into scores.

``sources`` reads what is to be judged or ``perform`` makes it, ``design`` decides who hears what in which order,
``stimuli`` writes what is heard and seen, ``kit`` and ``page`` put the folder together; ``answers``, ``scores`` and
``score_report`` are for afterwards.
"""
