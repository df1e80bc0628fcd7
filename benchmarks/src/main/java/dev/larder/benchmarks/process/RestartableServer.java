package dev.larder.benchmarks.process;

import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.Servers.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The product as it is installed, which may be killed and is started again on the same port and
 * files.
 *
 * <p>Used by one thread.
 */
public final class RestartableServer implements AutoCloseable {
  /** Below those that the kernel gives to clients, who could come to hold the server's. */
  private static final int LOWEST_PORT = 15_000;

  private static final int HIGHEST_PORT = 30_000;
  private static final int MOST_TRIES = 100;

  private final Servers servers;
  private final Path folder;
  private final int port;
  private Running running;

  private RestartableServer(Servers servers, Path folder, int port) {
    this.servers = servers;
    this.folder = folder;
    this.port = port;
    this.running = servers.launchedAt(port, folder);
  }

  /** Starts one on a new folder. */
  public static RestartableServer start(Servers servers) {
    return new RestartableServer(servers, servers.newFolder("restarted"), freePort());
  }

  private static int freePort() {
    for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Then another.
      }
    }
    throw new UncheckedIOException(new IOException("no free port"));
  }

  /** Where it listens, each time. */
  public Target target() {
    return Target.port(port);
  }

  /**
   * Kills it and starts it again at once.
   *
   * @return when it took connections again, by {@link System#nanoTime}, to a millisecond
   */
  public long killAndStart() {
    running.process().kill();
    CompletableFuture<Long> back = CompletableFuture.supplyAsync(this::awaitBack);
    running = servers.launchedAt(port, folder);
    return back.join();
  }

  private long awaitBack() {
    while (!Servers.listens(port)) {
      Pauses.millis(1);
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    running.close();
  }
}
