package dev.larder.benchmarks.report;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws charts as SVG files beside the report. */
public final class Charts {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 340;

  private final Path folder;
  private final String link;

  /**
   * @param folder where the files go; made when it is not there
   * @param link the folder as the report names it
   */
  public Charts(Path folder, String link) {
    this.folder = folder;
    this.link = link;
  }

  String bars(String file, String unit, List<String> names, List<Double> values) {
    CategoryChart chart = chart(unit);
    chart.getStyler().setLegendVisible(false);
    chart.addSeries(unit, names, values);
    return write(file, chart);
  }

  String percentiles(String file, List<String> names, List<Percentiles> latencies) {
    CategoryChart chart = chart("milliseconds");
    CategoryStyler styler = chart.getStyler();
    // Bars would begin at zero, which a logarithmic axis does not have.
    styler.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
    styler.setYAxisLogarithmic(true);
    styler.setLegendPosition(LegendPosition.InsideNW);
    for (int i = 0; i < names.size(); i++) {
      List<String> percentiles =
          Percentiles.DRAWN.stream().map(percentile -> "p" + percentile).toList();
      chart.addSeries(names.get(i), percentiles, latencies.get(i).millis());
    }
    return write(file, chart);
  }

  private static CategoryChart chart(String unit) {
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).yAxisTitle(unit).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    chart.getStyler().setAvailableSpaceFill(0.6);
    return chart;
  }

  private String write(String file, Chart<?, ?> chart) {
    String name = file + ".svg";
    try {
      Files.createDirectories(folder);
      Path whole = folder.resolve("new-" + name);
      VectorGraphicsEncoder.saveVectorGraphic(chart, whole.toString(), VectorGraphicsFormat.SVG);
      Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return link + "/" + name;
  }
}
