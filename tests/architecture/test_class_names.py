"""One word means one thing: no public class has the name of a class of another part."""

from pathlib import Path

import actlab
from checkers.class_names import shared_class_names


def test_no_class_has_the_name_of_a_class_of_another_part():
    assert shared_class_names(Path(actlab.__file__).parent) == []
