package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.BatchItem;
import dev.larder.client.BatchMode;
import dev.larder.client.Codec;
import dev.larder.client.Freshness;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderException;
import dev.larder.client.Put;
import dev.larder.client.PutResult;
import dev.larder.client.Read;
import dev.larder.client.ReadOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed in the middle of load keeps what it has acknowledged. */
class CrashTest {
  private static final int ROUNDS = 20;
  private static final int KEYS = 500;
  private static final int IN_FLIGHT = 64;

  /**
   * For each key, the versions that were sent, the last acknowledged one first to be found again.
   */
  private final Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();

  private final Map<Integer, Integer> sent = new HashMap<>();

  /** A key is written by one call at a time, so that its versions are committed in order. */
  private final Set<Integer> inFlight = ConcurrentHashMap.newKeySet();

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void killedInTheMiddleOfLoad_twentyTimes_keepsEveryAcknowledgedWrite(@TempDir Path directory)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = ServerProcess.start(directory);
          LarderClient client = server.connect()) {
        verify(client);
        load(client, server, random, 200 + random.nextInt(800));
      }
      verifyFile(directory.resolve("larder.db"));
    }
    try (ServerProcess server = ServerProcess.start(directory);
        LarderClient client = server.connect()) {
      verify(client);
      assertEquals(0, server.stop());
    }
    assertFalse(acknowledged.isEmpty());
    System.out.println(
        "CrashTest: " + sent.values().stream().mapToInt(Integer::intValue).sum() + " writes sent");
  }

  /** Sends writes without waiting for each, and kills once so many have been acknowledged. */
  private void load(LarderClient client, ServerProcess server, Random random, int killAfter)
      throws InterruptedException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int count = 0; answered.get() < killAfter; count++) {
      assertTrue(places.tryAcquire(30, TimeUnit.SECONDS), "the server stopped answering");
      List<Integer> keys = keys(random, count % 10 == 0 ? 8 : 1);
      calls.add(
          send(client, keys)
              .handle(
                  (items, failure) -> {
                    if (failure == null) {
                      answered.incrementAndGet();
                    }
                    keys.forEach(inFlight::remove);
                    places.release();
                    return items;
                  }));
    }
    server.kill();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private CompletableFuture<?> send(LarderClient client, List<Integer> keys) {
    List<Put<String>> puts = keys.stream().map(this::nextPut).toList();
    List<Integer> versions = keys.stream().map(sent::get).toList();
    return client
        .batchPut(puts, Codec.jsonText(), BatchMode.ATOMIC)
        .thenApply(
            items -> {
              note(keys, versions, items);
              return items;
            });
  }

  private List<Integer> keys(Random random, int count) {
    return random.ints(0, KEYS).filter(inFlight::add).limit(count).boxed().toList();
  }

  private Put<String> nextPut(int key) {
    int version = sent.merge(key, 1, Integer::sum);
    return Put.of(key(key), value(key, version));
  }

  private void note(List<Integer> keys, List<Integer> versions, List<BatchItem<PutResult>> items) {
    for (int i = 0; i < keys.size(); i++) {
      items.get(i).result();
      acknowledged.merge(keys.get(i), versions.get(i), Math::max);
    }
  }

  private void verify(LarderClient client) {
    List<Integer> keys = new ArrayList<>(acknowledged.keySet());
    if (keys.isEmpty()) {
      return;
    }
    List<BatchItem<Read<String>>> items = await(client, keys.stream().map(CrashTest::key).toList());
    for (int i = 0; i < keys.size(); i++) {
      int key = keys.get(i);
      String found = items.get(i).result().value().orElseThrow();
      int version = version(found);
      assertEquals(value(key, version), found, "a write is half there");
      assertTrue(
          version >= acknowledged.getOrDefault(key, 0) && version <= sent.getOrDefault(key, 0),
          () -> "key " + key + ": acknowledged " + acknowledged.get(key) + ", found " + version);
    }
  }

  private static List<BatchItem<Read<String>>> await(LarderClient client, List<Key> keys) {
    try {
      return client.batchGet(keys, Codec.jsonText(), ReadOptions.of(Freshness.ANY)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LarderException cause ? cause : e;
    }
  }

  private static Key key(int key) {
    return Key.of("crash", "things", "k" + key);
  }

  /** Long enough to fill several pages, so that half a write would show. */
  private static String value(int key, int version) {
    return "{\"version\":"
        + version
        + ",\"fill\":\""
        + (key + "." + version + "-").repeat(100 + key * 4)
        + "\"}";
  }

  private static int version(String value) {
    return Integer.parseInt(value.substring(value.indexOf(':') + 1, value.indexOf(',')));
  }

  private static void verifyFile(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertEquals("ok", text(statement, "PRAGMA integrity_check"));
      // What an entry of this test weighs: 128, its content type application/json, its id, its
      // payload.
      assertEquals(
          text(
              statement,
              "SELECT coalesce(sum(objects), 0) || '/' || coalesce(sum(bytes), 0) FROM kind"),
          text(
              statement,
              "SELECT count(*) || '/' || coalesce(sum(144 + length(id) + length(payload)), 0)"
                  + " FROM entry"),
          "the counters are those of the rows");
      assertEquals(
          text(statement, "SELECT max(revision) FROM namespace"),
          text(statement, "SELECT max(revision) FROM change_log"),
          "the log ends where the namespace is");
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      assertTrue(row.next());
      return row.getString(1);
    }
  }
}
