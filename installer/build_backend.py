"""The build backend: setuptools' own, which finds `shipped` beside this file."""

from setuptools.build_meta import *  # noqa: F403 - a build backend is whatever names its module has
