"""The pictures hold what the catalogue holds, and nothing a style sheet should say."""

from __future__ import annotations

import re

from errdex.pictures import Cell, Flow, FlowStep, Node, arcs, bars, flow, matrix


def texts(svg: str) -> list[str]:
    """Every text of a drawing, its lines joined."""
    blocks = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return [" ".join(re.findall(r">([^<]+)<", f"{block}<") or [block]) for block in blocks]


def test_each_square_links_to_its_list():
    cells = {
        (0, 1): Cell(7, "/find/aws/quota/", "AWS, Quota: 7 errors"),
        (1, 0): Cell(1, "/b/", "B"),
    }
    svg = matrix(["AWS", "HTTP"], ["Authentication", "Quota"], cells)

    assert re.findall(r'href="([^"]+)"', svg) == ["/find/aws/quota/", "/b/"]
    assert svg.count("picture__cell--empty") == 2
    assert "picture__cell--4" in svg
    assert "<title>AWS, Quota: 7 errors</title>" in svg
    assert svg.count('tabindex="-1"') == 2


def test_a_flow_shows_every_check_in_order_and_its_codes():
    steps = (FlowStep("Is it there?", ("404",)), FlowStep("Is it <yours>?", ("403", "401"), 1))
    svg = flow(Flow(steps, "no", "yes", "Two checks"))

    shown = texts(svg)
    assert [text for text in shown if text[0].isdigit() and "." in text] == [
        "1. Is it there?",
        "2. Is it &lt;yours&gt;?",
    ]
    assert {"404", "403", "401"} <= set(shown)
    assert shown.count("yes") == 1
    assert shown.count("no") == 2


def test_arcs_tell_the_same_failure_from_a_related_one():
    nodes = [Node("A", "One", "/a/"), Node("B", "Two", "/b/"), Node("C", "One", "/c/")]
    svg = arcs(nodes, [(0, 1, True), (2, 0, False)])

    assert svg.count("picture__arc--same") == 1
    assert svg.count('class="picture__arc"') == 1
    assert texts(svg)[::2] == ["A", "B", "C"]


def test_bars_mark_what_is_due_and_draw_nothing_for_nothing():
    svg = bars([("new", 3, False), ("none", 0, False), ("old", 1, True)], "Ages")

    assert svg.count("<rect") == 2
    assert svg.count("picture__bar--marked") == 1
    assert {"new", "3", "none", "0", "old", "1"} == set(texts(svg))


def test_nothing_to_draw_is_still_a_picture():
    for svg in (matrix([], [], {}), arcs([], []), bars([], "x"), flow(Flow((), "a", "b", "c"))):
        assert svg.startswith("<svg")


def test_no_color_is_written_into_a_picture():
    svg = matrix(["A"], ["B"], {(0, 0): Cell(1, "/", "x")}) + bars([("a", 1, True)], "x")

    assert not re.search(r"fill=|stroke=|style=", svg)
