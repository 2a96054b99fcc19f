import json

QUICK = ["--comparisons", "10", "--blocks", "3", "--epochs", "2"]


def test_calibrate_tells_and_prints_json(actlab, tmp_path):
    told = actlab("calibrate", "relu", *QUICK)
    assert told.code == 0
    assert "Of 10 comparisons of relu with itself on moons (3 blocks each" in told.out
    found = actlab("calibrate", "relu", *QUICK, "--json").json
    assert (found["schema"], found["comparisons"], found["share"]) == ("actlab.calibration/1", 10, found["wrong"] / 10)
    (kept,) = tmp_path.rglob("calibration.json")
    assert json.loads(kept.read_text())["wrong"] == found["wrong"]


def test_calibrate_on_own_data(actlab, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,y\n" + "".join(f"{i},{i * 7 % 5},{i % 2}\n" for i in range(60)))
    assert "with itself on own data" in actlab("calibrate", "tanh", *QUICK, "--data", "mine.csv", "--target", "y").out


def test_calibrate_needs_one_candidate(actlab):
    assert actlab("calibrate").code == 2
    assert actlab("calibrate", "relu", "tanh").code == 2
    assert "Did you mean" in actlab("calibrate", "rel", *QUICK).err
