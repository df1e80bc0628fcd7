package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.GetStatsRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 200 clients, each with a connection of its own, in four processes, in Java and in Node, miss one
 * key at once. How often the origin is asked is exact; how long they wait is only printed.
 */
class StampedeTest {
  private static final int CLIENTS = 200;
  private static final int JAVA_ELSEWHERE = 20;
  private static final int NODE_PROCESSES = 2;
  private static final int NODE_CLIENTS = 40;
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration BACKOFF = Duration.ofMinutes(1);

  private static final List<Herd> herds = new ArrayList<>();
  private static TestingOrigin origin;
  private static ServerProcess server;
  private static Path data;

  @BeforeAll
  static void start(@TempDir Path directory, @TempDir Path node) throws IOException {
    data = directory;
    origin = TestingOrigin.start();
    server = ServerProcess.startAt(freePort(), data);
    List<HerdProcess> processes = new ArrayList<>();
    int elsewhere = JAVA_ELSEWHERE;
    processes.add(HerdProcess.java(server.target(), origin.url(), elsewhere, LEASE, BACKOFF));
    if (HerdProcess.prepareNode(node)) {
      for (int process = 0; process < NODE_PROCESSES; process++) {
        processes.add(
            HerdProcess.node(node, server.target(), origin.url(), NODE_CLIENTS, LEASE, BACKOFF));
        elsewhere += NODE_CLIENTS;
      }
    } else {
      System.out.println("Node cannot be had here: all clients are of Java");
    }
    herds.addAll(processes);
    herds.add(
        new HerdOfClients(server.target(), origin.url(), CLIENTS - elsewhere, LEASE, BACKOFF));
    processes.forEach(HerdProcess::awaitReady);
  }

  @AfterAll
  static void stop() {
    herds.forEach(Herd::close);
    server.close();
    origin.close();
  }

  @Test
  void coldKey_manyMissAtOnce_askTheOriginOnce() {
    // Else a cold JVM measures its own compiler.
    for (String warmUp : List.of("warm-up-1", "warm-up-2", "warm-up-3")) {
      assertEveryoneGot("value 1", results(ask(warmUp)));
    }
    List<String> answers = results(ask("cold"));
    assertEquals(CLIENTS, answers.size());
    assertEveryoneGot("value 1", answers);
    assertEquals(1, origin.calls("cold"));
    assertEquals(1, answers.stream().filter(answer -> answer.startsWith("answer ORIGIN")).count());
    print(answers);
  }

  @Test
  void originFails_manyMissAtOnce_askItOnceAndAllHear() {
    origin.fail(true);
    try {
      List<String> answers = results(ask("broken"));
      assertEquals(
          List.of(),
          answers.stream()
              .filter(
                  answer ->
                      !answer.startsWith("failure ") || !answer.contains("origin answered 500"))
              .toList());
      assertEquals(1, origin.calls("broken"));
    } finally {
      origin.fail(false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void leaderDiesOrHangs_manyWait_oneMoreIsSent(String signal) throws Exception {
    String id = "leader-" + signal;
    try (HerdProcess leader = startLeader()) {
      List<CompletableFuture<String>> held = haveItAsk(leader, id);
      List<CompletableFuture<String>> waiting = ask(id);
      awaitParked(waiting.size());
      leader.signal(signal);
      assertEveryoneGot("value 2", results(waiting));
      if (signal.equals("STOP")) {
        origin.release(id);
        leader.signal("CONT");
        assertEveryoneGot("value 1", results(held));
      }
      assertCached("value 2", id);
      assertEquals(2, origin.calls(id));
    }
  }

  @Test
  void serverIsKilledAndStartedAgain_manyWait_oneMoreIsSent() throws Exception {
    String id = "restart";
    try (HerdProcess leader = startLeader()) {
      List<CompletableFuture<String>> held = haveItAsk(leader, id);
      List<CompletableFuture<String>> waiting = ask(id);
      awaitParked(waiting.size());
      int port = server.port();
      server.kill();
      server = ServerProcess.startAt(port, data);
      assertEveryoneGot("value 2", results(waiting));
      origin.release(id);
      assertEveryoneGot("value 1", results(held));
      assertCached("value 2", id);
      assertEquals(2, origin.calls(id));
    }
  }

  private static HerdProcess startLeader() {
    HerdProcess leader = HerdProcess.java(server.target(), origin.url(), 1, LEASE, BACKOFF);
    leader.awaitReady();
    return leader;
  }

  /** The server sends it to the origin, which does not answer. */
  private static List<CompletableFuture<String>> haveItAsk(HerdProcess leader, String id)
      throws InterruptedException {
    origin.holdFirst(id);
    List<CompletableFuture<String>> held = leader.ask(id);
    origin.awaitFirst(id);
    return held;
  }

  private static List<CompletableFuture<String>> ask(String id) {
    return herds.stream().flatMap(herd -> herd.ask(id).stream()).toList();
  }

  private static List<String> results(List<CompletableFuture<String>> answers) {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .orTimeout(75, TimeUnit.SECONDS)
        .exceptionally(late -> null)
        .join();
    return answers.stream().map(answer -> answer.getNow("nothing in time")).toList();
  }

  private static void assertEveryoneGot(String value, List<String> answers) {
    assertEquals(
        List.of(),
        answers.stream()
            .filter(answer -> !answer.startsWith("answer ") || !answer.endsWith(" " + value))
            .toList());
  }

  private static void assertCached(String value, String id) {
    try (LarderClient client = server.connect()) {
      assertEquals(
          value, client.get(Key.of("acme", "herd", id), Codec.text()).join().value().orElseThrow());
    }
  }

  private static void awaitParked(int count) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create()).build();
    try {
      AdminServiceGrpc.AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(channel);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      long parked;
      do {
        assertTrue(System.nanoTime() < end, "not all wait");
        parked = admin.getStats(GetStatsRequest.getDefaultInstance()).getFillsParked();
      } while (parked != count);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Not one that a client may be given for its end of a connection while the server is down. */
  private static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Then another.
      }
    }
    throw new IOException("no free port");
  }

  private static void print(List<String> answers) {
    long[] waits =
        answers.stream()
            .mapToLong(answer -> Long.parseLong(answer.split(" ", 4)[2]))
            .sorted()
            .toArray();
    System.out.printf(
        "%d clients, origin %d ms: median %d ms, p99 %d ms, longest %d ms%n",
        waits.length,
        TestingOrigin.LATENCY_MILLIS,
        waits[waits.length / 2],
        waits[waits.length * 99 / 100],
        waits[waits.length - 1]);
  }
}
