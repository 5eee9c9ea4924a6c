"""Where the bars of a chart stand, and that its table says the same."""

from decimal import Decimal

from register.overview.charts import KEPT_BACK, Against, Column, in_time, side_by_side


def test_stacked_columns_fill_the_scale_and_stand_on_each_other() -> None:
    columns = [Column(label="nu", values=(Decimal(15), Decimal(5)))]

    chart = in_time("a", "Uren", columns, series=("Formeel", "Informeel"), first="Kwartaal")

    formal, informal = chart.marks
    assert (formal.height, informal.height) == (150.0, 50.0)
    assert (formal.y, informal.y) == (94.0, 44.0)
    assert [one.text for one in chart.words] == ["20", "10", "0", "20"]
    assert chart.rows == (("nu", Decimal(15), Decimal(5)),)


def test_a_number_that_is_kept_back_is_no_bar_and_says_so_in_the_table() -> None:
    columns = [Column(label="toen", values=(None, None)), Column(label="nu", values=(3, 1))]

    chart = in_time("a", "Uren", columns, series=("Formeel", "Informeel"), first="Kwartaal")

    assert len(chart.marks) == 2
    assert chart.rows == (("toen", KEPT_BACK, KEPT_BACK), ("nu", 3, 1))
    assert chart.figures == {"Formeel", "Informeel"}


def test_what_is_more_than_asked_is_a_whole_bar_and_nothing_asked_is_none() -> None:
    bars = [
        Against(label="Te veel", value=60, of=40, text="60 van 40", cells=("Te veel", 60)),
        Against(label="Half", value=20, of=40, text="20 van 40", cells=("Half", 20)),
        Against(label="Niets", value=0, of=0, text="0", cells=("Niets", 0)),
    ]

    chart = side_by_side("a", "Normen", bars, head=("Categorie", "Punten"))

    assert [one.width for one in chart.marks] == [400.0, 200.0]


def test_a_long_name_never_runs_into_its_number() -> None:
    bars = [Against(label="Deskundigheidsbevordering " * 4, value=1, of=2, text="1 van 2", cells=("x", 1))]

    chart = side_by_side("a", "Normen", bars, head=("Categorie", "Punten"))

    assert chart.words[0].text == "Deskundigheidsbevordering Deskundigheidsbevord…"
