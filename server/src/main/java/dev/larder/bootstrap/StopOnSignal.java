package dev.larder.bootstrap;

import dev.larder.observability.Uptime;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the server when the process is asked to end (SIGTERM, SIGINT), within a bounded time. It
 * runs as a shutdown hook and halts the process itself: otherwise the JVM would report the signal
 * as a failure.
 */
final class StopOnSignal implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(StopOnSignal.class);

  private final AutoCloseable server;
  private final Duration timeout;
  private final Uptime uptime;

  StopOnSignal(AutoCloseable server, Duration timeout, Uptime uptime) {
    this.server = server;
    this.timeout = timeout;
    this.uptime = uptime;
  }

  /** From now on a signal stops the server. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this, "stop"));
  }

  @Override
  public void run() {
    Runtime.getRuntime().halt(stop());
  }

  /** Stops the server; the exit code of the process. */
  int stop() {
    log.info("Stopping: no more calls are taken, those in flight may end");
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Thread closing = new Thread(() -> close(stopped), "stop-server");
    closing.setDaemon(true);
    closing.start();
    try {
      stopped.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      log.info("Stopped in order, after running for {}", readable(uptime.elapsed()));
      return Main.SUCCESS;
    } catch (TimeoutException e) {
      log.error(
          "Not stopped within {}: giving up. Acknowledged writes are safe.", readable(timeout));
      log.debug("Gave up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.error("Interrupted while stopping: giving up. Acknowledged writes are safe.", e);
    } catch (ExecutionException e) {
      log.error("Not everything stopped in order. Acknowledged writes are safe.", e.getCause());
    }
    return Main.FAILURE;
  }

  private void close(CompletableFuture<Void> stopped) {
    try {
      server.close();
      stopped.complete(null);
    } catch (Exception | Error e) {
      stopped.completeExceptionally(e);
    }
  }

  /** {@code 3h 2m 1s}. */
  static String readable(Duration time) {
    Duration seconds = Duration.ofSeconds(time.toSeconds());
    return seconds
        .toString()
        .substring(2)
        .replaceAll("([HM])(?=.)", "$1 ")
        .toLowerCase(Locale.ROOT);
  }
}
