package dev.larder.store.sqlite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * Compares table layouts and page sizes for the store; its figures are in RATIONALE.md.
 *
 * <p>Arguments: a directory for the file, the number of objects, the payload bytes of each, and any
 * number of {@code LAYOUT:pageBytes} or {@code LAYOUT:pageBytes:mappedMebibytes}. For each it
 * prints a row of a Markdown table and deletes the file. Times are {@code wall/CPU} of the only
 * thread; writes include their checkpoints.
 */
public final class LayoutMeasurement {
  private static final int LOAD_GROUP = 256;
  private static final int WRITE_GROUP = 64;
  private static final int HOT_GETS = 200_000;
  private static final int OPERATIONS = 100_000;
  private static final int HOT_ENTRIES = 50_000;
  private static final int SCAN_PAGES = 50;
  private static final int SCAN_ROWS = 200;
  private static final int EXPIRY_SLICES = 3;
  private static final int EXPIRY_ROWS = 10_000;
  private static final long WRITTEN_BYTES = 1_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final MeasuredDatabase database;
  private final SampleEntries entries;
  private final int operations;

  /** Something to be timed. */
  private interface Work {
    void run() throws SQLException;
  }

  /** Something done to the n-th entry. */
  private interface EntryWork {
    void run(int n) throws SQLException;
  }

  /** The cost of one operation: microseconds on the wall, of CPU, and bytes of log. */
  private record Cost(double wall, double cpu, double walBytes) {
    String perSecond() {
      return String.format(
          Locale.ROOT, "%,.0f | %.1f/%.1f | %,.0f", 1e6 / wall, wall, cpu, walBytes);
    }

    String micros() {
      return String.format(Locale.ROOT, "%.1f/%.1f", wall, cpu);
    }

    String millis() {
      return String.format(Locale.ROOT, "%.0f/%.0f", wall / 1e3, cpu / 1e3);
    }
  }

  private LayoutMeasurement(MeasuredDatabase database, SampleEntries entries) {
    this.database = database;
    this.entries = entries;
    operations = (int) Math.min(OPERATIONS, WRITTEN_BYTES / entries.payloadBytes());
  }

  /** Runs the measurements that the arguments name, one after another. */
  public static void main(String[] arguments) throws SQLException, IOException {
    Path directory = Path.of(arguments[0]);
    SampleEntries entries =
        new SampleEntries(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    printHeader();
    for (String candidate : List.of(arguments).subList(3, arguments.length)) {
      measure(directory, entries, candidate);
    }
  }

  private static void measure(Path directory, SampleEntries entries, String candidate)
      throws SQLException, IOException {
    String[] parts = candidate.split(":", 3);
    TableLayout layout = TableLayout.valueOf(parts[0]);
    long mappedBytes = parts.length > 2 ? Long.parseLong(parts[2]) << 20 : 0;
    Path own = Files.createTempDirectory(directory, "layout");
    Path file = own.resolve("larder.db");
    try (MeasuredDatabase database =
        new MeasuredDatabase(file, layout, entries, Integer.parseInt(parts[1]), mappedBytes)) {
      System.out.print("| " + candidate);
      new LayoutMeasurement(database, entries).printRow();
    } finally {
      deleteAll(own);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static void printHeader() {
    System.out.println(
        "| layout:page:mmap | load/s | µs | WAL B | file MB | hot get µs | any get µs | scan row µs"
            + " | upsert/s | µs | WAL B | touch/s | µs | WAL B | 10,000 expired ms | WAL B per row"
            + " |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
  }

  private void printRow() throws SQLException {
    print(load().perSecond());
    print(String.format(Locale.ROOT, "%,.0f", database.fileBytes() / 1e6));
    print(hotGets().micros());
    print(anyGets().micros());
    print(scans().micros());
    print(writes(n -> database.put(entries.spread(n), 1)).perSecond());
    print(writes(n -> database.touch(entries.spread(n + OPERATIONS), 2)).perSecond());
    Cost expiry = expirySlices();
    print(expiry.millis());
    print(String.format(Locale.ROOT, "%,.0f |%n", expiry.walBytes() / EXPIRY_ROWS));
  }

  private static void print(String cell) {
    System.out.print(" | " + cell);
    System.out.flush();
  }

  private Cost load() throws SQLException {
    return cost(
        entries.count(), () -> inGroups(entries.count(), LOAD_GROUP, n -> database.put(n, 0)));
  }

  private Cost writes(EntryWork work) throws SQLException {
    return cost(operations, () -> inGroups(operations, WRITE_GROUP, work));
  }

  private void inGroups(int count, int group, EntryWork work) throws SQLException {
    for (int n = 0; n < count; n++) {
      work.run(n);
      if (n % group == group - 1 || n == count - 1) {
        database.commit();
      }
    }
  }

  private Cost hotGets() throws SQLException {
    for (int n = 0; n < HOT_ENTRIES; n++) {
      database.get(entries.spread(n));
    }
    return cost(HOT_GETS, () -> getEach(HOT_GETS, n -> entries.spread(n * 7 % HOT_ENTRIES)));
  }

  private Cost anyGets() throws SQLException {
    return cost(operations, () -> getEach(operations, n -> entries.spread(n + HOT_ENTRIES)));
  }

  private void getEach(int count, IntUnaryOperator index) throws SQLException {
    for (int n = 0; n < count; n++) {
      database.get(index.applyAsInt(n));
    }
  }

  private Cost scans() throws SQLException {
    return cost(
        SCAN_PAGES * SCAN_ROWS,
        () -> {
          for (int page = 0; page < SCAN_PAGES; page++) {
            database.scan(entries.spread(page), SCAN_ROWS);
          }
        });
  }

  private Cost expirySlices() throws SQLException {
    return cost(
        EXPIRY_SLICES,
        () -> {
          for (int slice = 0; slice < EXPIRY_SLICES; slice++) {
            database.deleteExpired(EXPIRY_ROWS);
            database.commit();
          }
        });
  }

  private Cost cost(int count, Work work) throws SQLException {
    long log = database.walBytes();
    long wall = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    work.run();
    database.checkpoint();
    return new Cost(
        (System.nanoTime() - wall) / 1e3 / count,
        (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / count,
        (double) (database.walBytes() - log) / count);
  }
}
