"""The chart on a slide: a native one, so that it can be edited, with words for those who cannot see it."""

from __future__ import annotations

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from framing.exporters.charts import Chart
from framing.exporters.slide_look import BLUE, INK, MUTED, PALE, SANS, describe


def draw_chart(slide: Slide, chart: Chart, *, left: float, top: float, width: float, height: float) -> None:
    """One bar filled of a hundred, or two years one over the other. Places and sizes in inches."""
    data = CategoryChartData(number_format='0.##"%"')
    bars = list(reversed(chart.bars))  # PowerPoint draws the first category at the bottom
    data.categories = [bar.label for bar in bars]
    data.add_series("Share", [bar.percent for bar in bars])
    one = len(bars) == 1
    if one:
        data.add_series("The rest of those counted", [100 - bar.percent for bar in bars])
    kind = XL_CHART_TYPE.BAR_STACKED_100 if one else XL_CHART_TYPE.BAR_CLUSTERED
    shape = slide.shapes.add_chart(kind, Inches(left), Inches(top), Inches(width), Inches(height), data)
    shape.name = "Chart"
    describe(shape, chart.description)
    drawing = shape.chart
    drawing.has_legend = drawing.has_title = False
    drawing.font.name, drawing.font.size, drawing.font.color.rgb = SANS, Pt(18), INK
    plot = drawing.plots[0]
    plot.gap_width, plot.vary_by_categories = (25 if one else 35), False
    drawing.value_axis.visible, drawing.value_axis.has_major_gridlines = False, False
    drawing.value_axis.minimum_scale, drawing.value_axis.maximum_scale = 0, 1 if one else 100
    drawing.category_axis.format.line.fill.background()
    drawing.category_axis.has_major_gridlines = False
    for series, colour in zip(plot.series, (BLUE, PALE), strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
    if one:
        drawing.category_axis.visible = False
        return
    for number, bar in enumerate(bars):  # the year the slide is about stands out
        point = plot.series[0].points[number].format.fill
        point.solid()
        point.fore_color.rgb = BLUE if bar.percent == chart.evidence.value else MUTED
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.number_format, labels.number_format_is_linked = '0.##"%"', False
    labels.font.size, labels.font.bold = Pt(20), True
    for body in plot._element.iter(qn("a:bodyPr")):  # a label never breaks between its number and its sign
        body.set("wrap", "none")
