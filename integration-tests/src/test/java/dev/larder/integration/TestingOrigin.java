package dev.larder.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A slow system over HTTP that counts how often it is asked for a path. Its nth answer to one is
 * "value n"; it may be told to keep the first back, or to fail.
 */
final class TestingOrigin implements AutoCloseable {
  static final long LATENCY_MILLIS = 300;

  private final Map<String, List<HttpExchange>> calls = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final HttpServer server;
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private volatile boolean failing;

  private TestingOrigin(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  static TestingOrigin start() {
    try {
      return new TestingOrigin(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on the first call for this waits for {@link #release}. */
  void holdFirst(String id) {
    held.put("/" + id, new CountDownLatch(1));
  }

  /** Waits for the first call for this, which is kept back. */
  void awaitFirst(String id) throws InterruptedException {
    CountDownLatch came = Objects.requireNonNull(held.get("/" + id));
    if (!came.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the origin was not asked");
    }
  }

  void fail(boolean fail) {
    failing = fail;
  }

  /** How often it was asked for this. */
  int calls(String id) {
    return callsFor(id).size();
  }

  /** Answers the first call for this, which was kept back. */
  void release(String id) {
    threads.execute(() -> answer(callsFor(id).get(0), 200, "value 1"));
  }

  private List<HttpExchange> callsFor(String id) {
    return calls.computeIfAbsent("/" + id, path -> new CopyOnWriteArrayList<>());
  }

  private void receive(HttpExchange call) {
    List<HttpExchange> before = callsFor(call.getRequestURI().getPath().substring(1));
    int number;
    synchronized (before) {
      before.add(call);
      number = before.size();
    }
    CountDownLatch came = held.get(call.getRequestURI().getPath());
    if (came != null && number == 1) {
      came.countDown();
    } else {
      var unused =
          threads.schedule(
              () -> answer(call, failing ? 500 : 200, "value " + number),
              LATENCY_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private static void answer(HttpExchange call, int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (OutputStream body = call.getResponseBody()) {
      call.sendResponseHeaders(status, bytes.length);
      body.write(bytes);
    } catch (IOException gone) {
      call.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
