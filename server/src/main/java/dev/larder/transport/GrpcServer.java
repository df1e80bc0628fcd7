package dev.larder.transport;

import io.grpc.Server;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC server, over TCP and, where it is configured, over a Unix domain socket. Started once,
 * stopped once. It owns its event loops and the payload threads, and ends them when it stops.
 *
 * <p>To be started and stopped from one thread, which is blocked meanwhile; never from an event
 * loop.
 */
public final class GrpcServer {
  private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

  /** How long calls may take to end that have been cut off. */
  private static final Duration FORCED = Duration.ofSeconds(5);

  /** How often a stopping server looks whether calls are left. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private final TransportConfig config;
  private final LarderServices services;
  private final EventLoopStalls stalls;
  private final PayloadWork payloads;
  private final Admission admission;
  private final HealthStatus health;
  private @Nullable Running running;

  @Inject
  GrpcServer(
      TransportConfig config,
      LarderServices services,
      EventLoopStalls stalls,
      PayloadWork payloads,
      Admission admission) {
    this.config = config;
    this.services = services;
    this.stalls = stalls;
    this.payloads = payloads;
    this.admission = admission;
    this.health = new HealthStatus(services.names());
  }

  /** What there is to stop. */
  private record Running(
      EventLoops loops, Server tcp, List<Server> servers, @Nullable UnixSocketFile socketFile) {}

  /**
   * Listens on every address, then says that it serves. When one address cannot be had, none is
   * kept.
   *
   * @throws IOException when an address is in use or may not be used; the message says which
   */
  public void start() throws IOException {
    if (running != null) {
      throw new IllegalStateException("started already");
    }
    EventLoops loops = new EventLoops(config.threads().eventLoops());
    List<Server> servers = new ArrayList<>();
    try {
      running = listen(loops, servers);
    } catch (IOException | RuntimeException e) {
      servers.forEach(Server::shutdownNow);
      loops.close();
      payloads.close();
      throw e;
    }
    stalls.watch(loops.workers());
    health.serving();
  }

  private Running listen(EventLoops loops, List<Server> servers) throws IOException {
    ListenerFactory listeners = new ListenerFactory(config, services, health.service(), loops);
    Server tcp = listeners.tcp();
    servers.add(tcp);
    startOn(tcp, config.listen().host() + ":" + config.listen().port());
    log.info("Listening on {}:{}", config.listen().host(), tcp.getPort());
    Path path = config.listen().unixSocket();
    if (path == null) {
      return new Running(loops, tcp, servers, null);
    }
    UnixSocketFile file = UnixSocketFile.prepare(path);
    Server unix = listeners.unix(path);
    servers.add(unix);
    startOn(unix, path.toString());
    file.bound();
    log.info("Listening on {}", path);
    return new Running(loops, tcp, servers, file);
  }

  private static void startOn(Server server, String address) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + reason(e), e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** The TCP port on which it listens. */
  public int port() {
    return started().tcp().getPort();
  }

  /** The Unix domain socket on which it listens; null when there is none. */
  public @Nullable Path unixSocket() {
    return config.listen().unixSocket();
  }

  private Running started() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /**
   * Says that it serves no more, stops accepting, lets calls in flight end, cuts off those that are
   * left after the grace, and ends its threads. Without effect when it is not running.
   *
   * @param grace how long calls may go on
   */
  public void stop(Duration grace) {
    Running stopping = running;
    running = null;
    if (stopping == null) {
      return;
    }
    health.draining();
    stopping.servers().forEach(Server::shutdown);
    awaitCalls(stopping.servers(), grace);
    stopping.loops().settle(FORCED);
    stopping.servers().forEach(Server::shutdownNow);
    stopping.servers().forEach(server -> awaitEnd(server, FORCED));
    stalls.close();
    payloads.close();
    stopping.loops().close();
    removeSocket(stopping.socketFile());
    log.info("Stopped listening");
  }

  /** Waits for calls, not for connections: a health watch would never end by itself. */
  private void awaitCalls(List<Server> servers, Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    while (admission.inFlight() > 0 && System.nanoTime() - deadline < 0) {
      Optional<Server> open = servers.stream().filter(server -> !server.isTerminated()).findFirst();
      if (open.isEmpty() || interruptedWaiting(open.get())) {
        return;
      }
    }
  }

  private static boolean interruptedWaiting(Server server) {
    return !awaitEnd(server, LOOK) && Thread.currentThread().isInterrupted();
  }

  private static boolean awaitEnd(Server server, Duration longest) {
    try {
      return server.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void removeSocket(@Nullable UnixSocketFile file) {
    try {
      if (file != null) {
        file.remove();
      }
    } catch (IOException e) {
      log.warn("The file of the Unix domain socket could not be removed", e);
    }
  }
}
