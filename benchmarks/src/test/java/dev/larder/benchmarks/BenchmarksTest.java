package dev.larder.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarksTest {
  @TempDir Path folder;
  private final StringWriter mistakes = new StringWriter();

  private int run(String option) {
    return Benchmarks.commandLine()
        .setErr(new PrintWriter(mistakes, true))
        .execute(
            "--server-jar=none.jar",
            "--benchmarks-jar=none.jar",
            "--work=" + folder.resolve("work"),
            "--docs=" + folder.resolve("docs"),
            option);
  }

  private void assertRefusedInOneLine(int exitCode) throws IOException {
    assertEquals(2, exitCode);
    assertEquals(1, mistakes.toString().lines().count(), mistakes::toString);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "much", ""})
  void scale_thatIsNoNumberAboveZero_isRefusedBeforeAnythingIsMade(String scale)
      throws IOException {
    assertRefusedInOneLine(run("--scale=" + scale));
    assertTrue(mistakes.toString().contains("scale"), mistakes::toString);
  }

  @Test
  void chapter_thatThereIsNot_isRefusedNamingThoseThatThereAre() throws IOException {
    assertRefusedInOneLine(run("--only=nonsense"));
    assertTrue(mistakes.toString().contains("reads, writes"), mistakes::toString);
  }
}
