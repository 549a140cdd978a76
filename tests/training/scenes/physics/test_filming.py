import numpy as np

from foleystudio.training.scenes.physics.filming import Viewpoint


def test_viewpoints_see_what_is_before_them_within_their_field() -> None:
    view = Viewpoint(np.zeros(3), 2.0, 90.0, 0.0, 60.0)  # from y = -2, towards +y
    assert np.allclose(view.eye, (0, -2, 0), atol=1e-9)
    edge = 2 * np.tan(np.radians(30))
    points = np.array([(0, 0, 0), (0.8 * edge, 0, 0), (1.1 * edge, 0, 0), (0, 0, 1.1 * edge), (0, -5, 0)])
    assert view.sees(points).tolist() == [True, True, False, False, False]
