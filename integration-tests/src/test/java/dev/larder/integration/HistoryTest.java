package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Codec;
import dev.larder.client.Freshness;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.PutResult;
import dev.larder.client.Read;
import dev.larder.client.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once, each on a connection of its own: writers that own their keys and so know
 * what they must read, readers that watch everybody's, deleters and clears. What each of them saw
 * is held against what is promised.
 */
class HistoryTest {
  private static final int WRITERS = 6;
  private static final int READERS = 4;
  private static final int STEPS = 1_500;
  private static final int KEYS = 8;
  private static final String SHARED = "shared";

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void manyClients_readingWritingDeletingClearing_seeAConsistentHistory(@TempDir Path directory)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("HistoryTest seed " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS + 1);
    try (RunningServer server = RunningServer.start(directory, "--hot-tier-bytes", "64KB")) {
      List<Callable<Long>> clients = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        clients.add(new Writer(server.target(), i, new Random(seed + i)));
      }
      for (int i = 0; i < READERS; i++) {
        clients.add(new Reader(server.target(), new Random(seed + 100 + i)));
      }
      clients.add(new Clearer(server.target()));
      long operations = 0;
      for (Future<Long> client : threads.invokeAll(clients, 5, TimeUnit.MINUTES)) {
        operations += client.get();
      }
      System.out.println("HistoryTest: " + operations + " operations checked");
    } finally {
      threads.shutdownNow();
    }
  }

  private static Key key(int writer, int key) {
    return Key.of(SHARED, "writer" + writer, "k" + key);
  }

  /** "writer:version", so that every value is told from every other. */
  private static int version(String value) {
    return Integer.parseInt(value.substring(1 + value.indexOf(':'), value.length() - 1));
  }

  /** Alone in writing its keys: whatever it was told last is what it must read. */
  private record Writer(String target, int number, Random random) implements Callable<Long> {
    @Override
    public Long call() {
      int[] current = new int[KEYS];
      AtomicLong lastRevision = new AtomicLong();
      try (LarderClient client = PatientClients.connect(target)) {
        for (int version = 1; version <= STEPS; version++) {
          int key = random.nextInt(KEYS);
          current[key] = change(client, key, version, lastRevision);
          verify(client, key, current[key], lastRevision.get());
        }
      }
      return 2L * STEPS;
    }

    private int change(LarderClient client, int key, int version, AtomicLong lastRevision) {
      if (random.nextInt(4) == 0) {
        long revision = client.delete(key(number, key)).join().revision();
        if (revision > 0) {
          advance(lastRevision, revision);
        }
        return 0;
      }
      String value = "\"" + number + ":" + version + "\"";
      PutResult result = client.put(key(number, key), value, Codec.jsonText()).join();
      advance(lastRevision, result.revision());
      return version;
    }

    private static void advance(AtomicLong last, long revision) {
      assertTrue(revision > last.get(), () -> "revision " + revision + " after " + last.get());
      last.set(revision);
    }

    private void verify(LarderClient client, int key, int expected, long atLeast) {
      Read<String> read =
          client
              .get(key(number, key), Codec.jsonText(), ReadOptions.of(Freshness.FRESH_ONLY))
              .join();
      assertEquals(expected, read.value().map(HistoryTest::version).orElse(0), "read your writes");
      assertTrue(read.readRevision() >= atLeast, "the answer reflects the caller's own write");
    }
  }

  /** Sees each key's revisions and versions, and the namespace's revision, only ever grow. */
  private record Reader(String target, Random random) implements Callable<Long> {
    @Override
    public Long call() {
      long[][] revisions = new long[WRITERS][KEYS];
      long readRevision = 0;
      try (LarderClient client = PatientClients.connect(target)) {
        for (int step = 0; step < 2 * STEPS; step++) {
          int writer = random.nextInt(WRITERS);
          int key = random.nextInt(KEYS);
          Read<String> read = client.get(key(writer, key), Codec.jsonText()).join();
          assertTrue(read.readRevision() >= readRevision, "the namespace's revision went back");
          readRevision = read.readRevision();
          long seen = read.object().map(object -> object.revision()).orElse(revisions[writer][key]);
          assertTrue(seen >= revisions[writer][key], "an older value after a newer one");
          revisions[writer][key] = seen;
        }
      }
      return 2L * STEPS;
    }
  }

  /** Clears another kind of the same namespace over and over, and finds it empty each time. */
  private record Clearer(String target) implements Callable<Long> {
    @Override
    public Long call() {
      try (LarderClient client = PatientClients.connect(target)) {
        for (int step = 0; step < STEPS / 5; step++) {
          Key key = Key.of(SHARED, "cleared", "k" + step % 3);
          client.put(key, "\"clear:" + step + "\"", Codec.jsonText()).join();
          assertTrue(client.get(key, Codec.jsonText()).join().isHit());
          assertTrue(client.admin().clearKind(SHARED, "cleared").join() >= 1);
          assertTrue(client.get(key, Codec.jsonText()).join().value().isEmpty(), "cleared");
        }
      }
      return 4L * STEPS / 5;
    }
  }
}
