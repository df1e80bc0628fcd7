package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Outcome;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While every database thread hangs inside SQLite, what needs no database is answered. */
class HungDatabaseTest {
  private static final Key HOT = Key.of("acme", "users", "hot");
  private static final int COLD = 32;

  /**
   * Puts a view in the table's place whose every read counts for minutes before it finds its first
   * row: the server's prepared statements follow it there, and its threads hang inside SQLite, as
   * they would on a dying disk.
   */
  private static final List<String> HANG =
      List.of(
          "ALTER TABLE entry RENAME TO entry_kept",
          """
          CREATE VIEW entry AS SELECT * FROM entry_kept
          WHERE (WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 2000000000)
                 SELECT max(n) FROM number) > entry_kept.entry_id - 9000000000
          """);

  @Test
  void hotReadsAndHealthChecks_whileAllReadersHang_areAnswered(@TempDir Path directory)
      throws Exception {
    try (RunningServer server = RunningServer.start(directory);
        LarderClient client = server.connect()) {
      client.put(HOT, "\"hot\"", Codec.jsonText()).join();
      assertEquals(Outcome.FRESH, client.get(HOT, Codec.jsonText()).join().outcome());
      for (int i = 0; i < COLD; i++) {
        client.put(cold(i), "\"cold\"", Codec.jsonText()).join();
      }
      hangReads(server.dataFile());

      LarderClient patient = client.withDeadline(Duration.ofMinutes(2));
      List<CompletableFuture<?>> hanging =
          IntStream.range(0, COLD)
              .<CompletableFuture<?>>mapToObj(i -> patient.get(cold(i), Codec.jsonText()))
              .toList();
      awaitBusyReaders();
      for (int i = 0; i < 1000; i++) {
        assertEquals(Outcome.FRESH, client.get(HOT, Codec.jsonText()).join().outcome());
      }
      assertServing(server.target());
      assertTrue(
          client.capabilities().join().maxBatchItems() > 0, "capabilities need no database either");
      for (CompletableFuture<?> read : hanging) {
        assertFalse(read.isDone(), "the database did not hang: this test shows nothing");
      }
      hanging.forEach(read -> read.cancel(true));
    }
  }

  private static Key cold(int number) {
    return Key.of("acme", "users", "cold" + number);
  }

  private static void hangReads(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String step : HANG) {
        statement.execute(step);
      }
    }
  }

  /** Bounded: a reader that is at work inside SQLite shows its native call. */
  private static void awaitBusyReaders() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!readersAreInsideSqlite()) {
      assertTrue(System.nanoTime() < end, "no reader is inside SQLite");
      Thread.onSpinWait();
    }
  }

  private static boolean readersAreInsideSqlite() {
    List<StackTraceElement[]> readers =
        Thread.getAllStackTraces().entrySet().stream()
            .filter(entry -> entry.getKey().getName().matches("sqlite-read-\\d+"))
            .map(entry -> entry.getValue())
            .toList();
    return !readers.isEmpty()
        && readers.stream()
            .allMatch(stack -> stack.length > 0 && stack[0].getMethodName().contains("step"));
  }

  private static void assertServing(String target) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
    try {
      for (String service : List.of("", "larder.v1.CacheService", "larder.v1.AdminService")) {
        ServingStatus status =
            HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
        assertEquals(ServingStatus.SERVING, status);
      }
    } finally {
      channel.shutdownNow();
    }
  }
}
