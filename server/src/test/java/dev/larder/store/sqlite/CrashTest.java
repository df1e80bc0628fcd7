package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.store.KindState;
import dev.larder.store.ObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed without warning, over and over, on the same file. */
class CrashTest {
  private static final int ROUNDS = 20;
  private static final int MOST_LINES = 4_000;

  @TempDir Path directory;

  /** The last acknowledged write of each id, over all rounds. */
  private final Map<String, Acknowledged> acknowledged = new HashMap<>();

  private long lines;

  /**
   * @param number what was put; "-" for a purge
   */
  private record Acknowledged(long revision, String number) {}

  // Half a minute as a rule; on a busy machine the starts of twenty processes take their time.
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void kill_atAnyMoment_losesNoAcknowledgedWriteAndLeavesNoneHalfDone() throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 1; round <= ROUNDS; round++) {
      writeUntilKilled(random);
      checkAfterCrash();
    }
    System.out.printf(
        "CrashTest: %d rounds, %d acknowledged writes, file of %d bytes%n",
        ROUNDS, lines, Files.size(directory.resolve("larder.db")));
    assertTrue(lines > ROUNDS, "the rounds wrote too little to say anything");
  }

  private void writeUntilKilled(Random random) throws IOException, InterruptedException {
    Process writer = CrashingWriter.start(directory, random.nextLong());
    int moment = 1 + random.nextInt(MOST_LINES);
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < moment && read(output); i++) {}
      // By the handle, since killing the Process would close the stream before it is read to the
      // end.
      writer.toHandle().destroyForcibly();
      while (read(output)) {}
    } finally {
      writer.destroyForcibly();
    }
    assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
    assertEquals(128 + 9, writer.exitValue(), "the writer ended by itself");
  }

  /** Takes one line; a line that was cut short by the kill counts for nothing. False at the end. */
  private boolean read(BufferedReader output) throws IOException {
    String line = output.readLine();
    if (line == null) {
      return false;
    }
    String[] words = line.split(" ");
    if (words.length == 3 && words[2].length() > 0 && isWhole(output)) {
      lines++;
      Acknowledged write = new Acknowledged(Long.parseLong(words[1]), words[2]);
      acknowledged.merge(words[0], write, (a, b) -> a.revision() > b.revision() ? a : b);
    }
    return true;
  }

  /** Whether something follows the line just read; the last one may lack digits. */
  private static boolean isWhole(BufferedReader output) throws IOException {
    output.mark(1);
    boolean more = output.read() >= 0;
    if (more) {
      output.reset();
    }
    return more;
  }

  private void checkAfterCrash() throws Exception {
    try (ObjectStore store =
        SqliteObjectStore.open(
            TestingSqliteConfigs.of(directory, CrashingWriter.OFTEN), InstantSource.system())) {
      assertEquals(0, setAside(), "a sound file was taken for a damaged one");
      KindState kind = store.catalogue().kind(CrashingWriter.NAMESPACE, CrashingWriter.KIND);
      if (kind == null) {
        assertTrue(acknowledged.isEmpty());
        return;
      }
      List<String> ids = List.copyOf(acknowledged.keySet());
      List<Optional<Entry>> found =
          store
              .read(
                  ids.stream().map(id -> kind.address(CrashingWriter.key(id))).toList(),
                  Cancellation.NEVER)
              .get(20, TimeUnit.SECONDS);
      for (int i = 0; i < ids.size(); i++) {
        check(ids.get(i), found.get(i).orElse(null));
      }
    }
    StoreAudit.check(directory);
  }

  private void check(String id, @Nullable Entry found) {
    Acknowledged write = acknowledged.get(id);
    assertNotNull(write);
    if (found == null) {
      // A purge after it that was done and not acknowledged any more is the only excuse; the log
      // knows.
      assertTrue(
          write.number().equals("-") || purgedAfter(id, write.revision()),
          () -> id + " of revision " + write.revision() + " is lost");
      return;
    }
    Content content = found.content();
    assertEquals(CrashingWriter.content(CrashingWriter.number(content)), content, id);
    assertTrue(found.revision() >= write.revision(), () -> id + " is older than acknowledged");
    if (found.revision() == write.revision()) {
      assertEquals(write.number(), "" + CrashingWriter.number(content), id);
    }
  }

  private boolean purgedAfter(String id, long revision) {
    try {
      return StoreAudit.number(
              directory,
              "SELECT count(*) FROM change_log WHERE type = 3 AND id = '%s' AND revision > %d"
                  .formatted(id, revision))
          > 0;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private long setAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().contains(".damaged-")).count();
    }
  }
}
