from pipeline.evaluation.report import Result, markdown, reliability


def test_cases_fall_into_fifths_of_the_confidence() -> None:
    gold = [{"id": "a", "verdict": "supported"}, {"id": "b", "verdict": "nei"}, {"id": "c", "verdict": "refuted"}]
    said = [
        {"claim_id": "a", "verdict": "supported", "confidence": 1.0},
        {"claim_id": "b", "verdict": "not_enough_info", "confidence": 0.9},
        {"claim_id": "c", "verdict": "supported", "confidence": 0.5},
        {"claim_id": "unknown", "verdict": "supported", "confidence": 0.5},
    ]
    low, high = reliability("claims", gold, said)
    assert (low["cases"], low["right"], low["confidence"]) == (1, 0.0, "0.4 to 0.6")
    assert (high["cases"], high["right"], high["mean confidence"]) == (2, 1.0, 0.95)
    assert "## How sure, how often right: claims" in markdown([Result("claims", {"n": 3}, 1.0, [low, high])])


def test_an_answer_is_right_where_there_is_one() -> None:
    gold = [{"id": "a", "answers": ["x"]}, {"id": "b", "answers": []}]
    said = [{"question_id": "a", "confidence": 0.7}, {"question_id": "b", "confidence": 0.7}]
    (row,) = reliability("answers", gold, said)
    assert (row["cases"], row["right"]) == (2, 0.5)
