package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LarderServerTest {
  @TempDir Path directory;

  @Test
  void start_onAFreePort_serves() {
    try (LarderServer server = start();
        TestingClient client = new TestingClient(server.port())) {
      client.put("u1", "{\"name\":\"Ada\"}");

      assertEquals("{\"name\":\"Ada\"}", client.get("u1"));
      assertEquals(ServingStatus.SERVING, client.health());
      assertEquals(directory.resolve("larder.db"), server.dataFile());
      assertTrue(Files.exists(server.dataFile()));
    }
  }

  @Test
  void start_afterAStop_findsWhatWasPut() {
    try (LarderServer server = start();
        TestingClient client = new TestingClient(server.port())) {
      client.put("u1", "1");
    }

    try (LarderServer server = start();
        TestingClient client = new TestingClient(server.port())) {
      assertEquals("1", client.get("u1"));
    }
  }

  @Test
  void close_aServer_leavesNoThreadAndNoPortBehind() throws Exception {
    withFreePort(
        port -> {
          Set<Thread> before = Thread.getAllStackTraces().keySet();
          LarderServer server = startOn(port);
          assertFalse(threadsOfTheServer(before).isEmpty(), "the test does not know the threads");

          server.close();
          server.close();

          assertEnded(threadsOfTheServer(before));
          listenOn(port).close();
        });
  }

  @Test
  void start_portInUse_saysSoAndLeavesNothingBehind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (ServerSocket other = listenOn(0)) {
      StartException failure =
          assertThrows(
              StartException.class, () -> start("--port", Integer.toString(other.getLocalPort())));

      assertOneUsefulLine(failure, "127.0.0.1:" + other.getLocalPort(), "in use", "--port");
    }
    assertEnded(threadsOfTheServer(before));
    start().close();
  }

  @Test
  void start_socketCannotBeMade_freesThePortAgain() throws Exception {
    Path socket = directory.resolve("absent").resolve("larder.sock");
    withFreePort(
        port -> {
          StartException failure =
              assertThrows(
                  StartException.class,
                  () ->
                      start("--port", Integer.toString(port), "--unix-socket", socket.toString()));

          requireFree(failure);
          assertOneUsefulLine(failure, socket.toString());
          listenOn(port).close();
        });
    start().close();
  }

  @Test
  void start_directoryOfAnotherServer_saysSoAndLeavesThatOneAlone() {
    try (LarderServer server = start();
        TestingClient client = new TestingClient(server.port())) {
      StartException failure = assertThrows(StartException.class, this::start);

      assertOneUsefulLine(failure, "Another Larder server", directory.toString());
      client.put("u1", "1");
      assertEquals("1", client.get("u1"));
    }
  }

  @Test
  void start_directoryThatCannotBeMade_saysSo() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    StartException failure =
        assertThrows(
            StartException.class,
            () ->
                LarderServer.start(
                    ServerSettings.fromFlags(
                        "--port", "0", "--data-dir", file.resolve("below").toString())));

    assertOneUsefulLine(failure, file.toString());
  }

  @Test
  void start_damagedFileThatMayNotBeReplaced_saysSo() throws IOException {
    Files.writeString(directory.resolve("larder.db"), "this is no database".repeat(1000));

    StartException failure =
        assertThrows(StartException.class, () -> start("--on-corruption", "fail"));

    assertOneUsefulLine(failure, "larder.db", "damaged", "--on-corruption=recreate");
  }

  private LarderServer start(String... flags) {
    List<String> all =
        new ArrayList<>(List.of("--data-dir", directory.toString(), "--drain-grace", "1s"));
    all.addAll(List.of(flags));
    if (!all.contains("--port")) {
      all.addAll(List.of("--port", "0"));
    }
    return LarderServer.start(ServerSettings.fromFlags(all.toArray(String[]::new)));
  }

  private static void assertOneUsefulLine(StartException failure, String... parts) {
    String message = String.valueOf(failure.getMessage());
    assertFalse(failure.isFault(), message);
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  /**
   * The libraries keep some threads for the whole process; all others are to end with the server.
   */
  private static List<Thread> threadsOfTheServer(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> !thread.getName().matches("(grpc-|globalEventExecutor|surefire|junit).*"))
        .toList();
  }

  private static void assertEnded(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(20).toMillis());
      assertFalse(thread.isAlive(), thread.getName() + " still runs");
    }
  }

  private interface PortTest {
    /**
     * @throws BindException when the port is somebody else's
     */
    void run(int port) throws Exception;
  }

  /**
   * Tries it on a port that nobody has; on another one when somebody takes that meanwhile. A port
   * that the server does not give back is taken every time.
   */
  private static void withFreePort(PortTest test) throws Exception {
    for (int left = 4; ; left--) {
      try {
        test.run(freePort());
        return;
      } catch (BindException taken) {
        if (left == 0) {
          throw taken;
        }
      }
    }
  }

  private LarderServer startOn(int port) throws BindException {
    try {
      return start("--port", Integer.toString(port));
    } catch (StartException e) {
      requireFree(e);
      throw e;
    }
  }

  private static void requireFree(StartException failure) throws BindException {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("in use")) {
      throw new BindException(message);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = listenOn(0)) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listenOn(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
