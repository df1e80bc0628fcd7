package dev.larder.store.sqlite;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A program that writes into a store until it is killed, and says on its standard output what was
 * acknowledged: a line {@code id revision number} for a put, {@code id revision -} for a purge.
 * What is put under a number follows from the number.
 */
final class CrashingWriter {
  static final String NAMESPACE = "crash";
  static final String KIND = "things";

  /**
   * So that checkpoints and slices are among what the kill interrupts. The whole change log is
   * kept, by whoever opens the file: it alone knows of a purge that the kill left unacknowledged.
   */
  static final Upkeep OFTEN =
      new Upkeep(
          Duration.ofMillis(20),
          256 << 10,
          Integer.MAX_VALUE,
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  private static final int IDS = 400;
  private static final int UNDER_WAY = 24;
  private static final int LARGEST = 24_000;

  private final ObjectStore store;
  private final PrintStream out;
  private final Random random;

  private CrashingWriter(ObjectStore store, PrintStream out, long seed) {
    this.store = store;
    this.out = out;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) {
    ObjectStore store =
        SqliteObjectStore.open(
            TestingSqliteConfigs.of(Path.of(arguments[0]), OFTEN), InstantSource.system());
    new CrashingWriter(store, System.out, Long.parseLong(arguments[1])).run();
  }

  /** Starts it in a process of its own. */
  static Process start(Path directory, long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingWriter.class.getName(),
            directory.toString(),
            Long.toString(seed))
        .redirectError(Redirect.INHERIT)
        .start();
  }

  static ObjectKey key(String id) {
    return new ObjectKey(NAMESPACE, KIND, id);
  }

  /**
   * What is put under a number. The payload begins with the number, so that a reader can tell which
   * it is.
   */
  static Content content(long number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder(number + " ");
    int length = random.nextInt(4) == 0 ? random.nextInt(LARGEST) : random.nextInt(400);
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
    }
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8(text.toString()), "text/plain", "");
    return Content.of(
        payload,
        List.of(new IndexTerm("name", "Name " + number % 50), new IndexTerm("n", "" + number)),
        "");
  }

  /** The number under which a content was put. */
  static long number(Content content) {
    Payload payload = content.payload();
    String text = payload == null ? "" : payload.bytes().utf8();
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  private void run() {
    // Forever: it ends by being killed.
    while (true) {
      List<CompletableFuture<?>> underWay = new ArrayList<>();
      for (int i = 0; i < UNDER_WAY; i++) {
        underWay.add(writeOne());
      }
      CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).join();
    }
  }

  private CompletableFuture<?> writeOne() {
    String id = "id" + random.nextInt(IDS);
    if (random.nextInt(8) == 0) {
      return store
          .write(new WriteCommand.Delete(key(id), true, null), Cancellation.NEVER)
          .thenAccept(result -> say(result.deleted(), id, result.revision(), "-"));
    }
    long number = random.nextLong() >>> 1;
    return store
        .write(put(id, content(number)), Cancellation.NEVER)
        .thenAccept(result -> say(true, id, result.revision(), "" + number));
  }

  private static WriteCommand.Put put(String id, Content content) {
    Instant now = Instant.now();
    Validity validity = new Validity(now, Lifetime.DEFAULT, now.plus(Duration.ofHours(1)));
    return new WriteCommand.Put(key(id), content, validity, null);
  }

  private void say(boolean done, String id, long revision, String what) {
    if (done) {
      out.println(id + " " + revision + " " + what);
    }
  }
}
