package dev.larder.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The report, one Markdown file of chapters. A chapter that is measured anew replaces its old self;
 * the others stay as they are, which is why each says itself when and where it was measured.
 */
public final class Report {
  static final String GOAL_HEAD = "| figure | goal | measured | reached |\n|---|---|---|---|\n";

  private static final Pattern CHAPTER =
      Pattern.compile("<!-- chapter (\\S+) -->\n(.*?)<!-- end -->\n", Pattern.DOTALL);
  private static final Pattern GOAL = Pattern.compile("\\| .* \\| [≤≥] .* \\| .* \\| \\S+ \\|");

  private static final String PREAMBLE =
      """
      # Benchmarks

      Written by `make bench`; `make bench ONLY=reads` measures one chapter anew. What each chapter compares and how, says
      [benchmarks/RATIONALE.md](../benchmarks/RATIONALE.md). Figures are of one small shared machine: compare them with each
      other, within a chapter, not with yours. CPU is the user and system time of the server's process, by the kernel's account.

      """;

  private final Path file;
  private final List<String> order;

  /**
   * @param file the report
   * @param order of its chapters, by name
   */
  public Report(Path file, List<String> order) {
    this.file = file;
    this.order = order;
  }

  /** Puts a chapter into the file. */
  public void put(Chapter chapter, String measuredOn) {
    Map<String, String> chapters = chapters();
    chapters.put(chapter.name(), chapter.markdown() + "*" + measuredOn + "*\n\n");
    StringBuilder text = new StringBuilder(PREAMBLE);
    text.append(GOAL_HEAD);
    order.stream()
        .flatMap(name -> goals(chapters.getOrDefault(name, "")))
        .forEach(row -> text.append(row).append('\n'));
    text.append('\n');
    order.stream()
        .filter(chapters::containsKey)
        .forEach(
            name ->
                text.append("<!-- chapter %s -->\n".formatted(name))
                    .append(chapters.get(name))
                    .append("<!-- end -->\n"));
    write(text.toString());
  }

  private Map<String, String> chapters() {
    Map<String, String> chapters = new LinkedHashMap<>();
    Matcher matcher = CHAPTER.matcher(read());
    while (matcher.find()) {
      chapters.put(matcher.group(1), matcher.group(2));
    }
    return chapters;
  }

  private static Stream<String> goals(String chapter) {
    return chapter.lines().filter(line -> GOAL.matcher(line).matches());
  }

  private String read() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try {
      // Whoever reads it, or ends this program, meets a whole one.
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(whole, text);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
