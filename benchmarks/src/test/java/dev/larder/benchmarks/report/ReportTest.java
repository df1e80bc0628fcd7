package dev.larder.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path folder;
  private Path file;
  private Report report;

  @BeforeEach
  void open() {
    file = folder.resolve("benchmarks.md");
    report = new Report(file, List.of("reads", "writes"));
  }

  private Chapter chapter(String name) {
    return new Chapter(name, "Title of " + name, new Charts(folder.resolve("charts"), "charts"));
  }

  private String text() throws IOException {
    return Files.readString(file);
  }

  @Test
  void chapters_standInTheirOrderWhateverComesFirst() throws IOException {
    report.put(chapter("writes").text("about writes"), "measured here");
    report.put(chapter("reads").text("about reads"), "measured there");
    String text = text();
    assertTrue(text.indexOf("about reads") < text.indexOf("about writes"), text);
    assertTrue(text.contains("## Title of reads\n\nabout reads\n\n*measured there*\n"), text);
  }

  @Test
  void chapterMeasuredAnew_replacesItsOldSelfAlone() throws IOException {
    report.put(chapter("reads").text("old reads").atMost("CPU", 1.5, 3, "×"), "yesterday");
    report.put(chapter("writes").text("old writes"), "yesterday");
    report.put(chapter("reads").text("new reads").atMost("CPU", 1.5, 1.2, "×"), "today");
    String text = text();
    assertTrue(text.contains("new reads") && text.contains("old writes"), text);
    assertFalse(text.contains("old reads"), text);
    assertFalse(text.contains("| CPU | ≤ 1.50× | 3.00× | **no** |"), text);
  }

  @Test
  void sameChapterTwice_isTheSameFile() throws IOException {
    report.put(chapter("reads").text("about reads").atLeast("rate", 2, 3, "×"), "here");
    String once = text();
    report.put(chapter("reads").text("about reads").atLeast("rate", 2, 3, "×"), "here");
    assertEquals(once, text());
  }

  @Test
  void goals_areCollectedAboveTheChapters() throws IOException {
    report.put(chapter("writes").atLeast("puts", 2, 1.5, "×"), "here");
    report.put(chapter("reads").atMost("gets", 20, 12.34, " ms").atMost("calls", 1, 2), "here");
    String goals = text().substring(0, text().indexOf("<!-- chapter"));
    String rows =
        """
        | gets | ≤ 20.0 ms | 12.3 ms | yes |
        | calls | ≤ 1 | 2 | **no** |
        | puts | ≥ 2.00× | 1.50× | **no** |
        """;
    assertTrue(goals.contains(Report.GOAL_HEAD + rows), goals);
  }

  @Test
  void tables_areNoGoals() throws IOException {
    report.put(
        chapter("reads").table(List.of("a", "b", "c", "d"), List.of(List.of("1", "2", "3", "4"))),
        "here");
    String goals = text().substring(0, text().indexOf("<!-- chapter"));
    assertTrue(goals.endsWith(Report.GOAL_HEAD + "\n"), goals);
  }

  @Test
  void charts_areWrittenBesideAndLinked() throws IOException {
    report.put(
        chapter("reads").bars("cpu", "µs", List.of("one", "two"), List.of(1.0, 2.0)), "here");
    assertTrue(text().contains("![cpu](charts/reads-cpu.svg)"), text());
    assertTrue(Files.size(folder.resolve("charts/reads-cpu.svg")) > 0);
  }
}
