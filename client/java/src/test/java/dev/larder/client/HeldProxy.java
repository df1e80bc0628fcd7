package dev.larder.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A way to a server on which connections are taken and nothing passes until it is opened. */
final class HeldProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch connected = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final Semaphore drops = new Semaphore(0);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private HeldProxy(ServerSocket listening, int port) {
    this.listening = listening;
    this.port = port;
  }

  /** On a free port of the loopback. */
  static HeldProxy before(TestingServer server) {
    try {
      HeldProxy proxy =
          new HeldProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), server.port());
      begin(proxy::acceptUntilClosed);
      return proxy;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Closes the next connection that it takes. */
  void dropNext() {
    drops.release();
  }

  int port() {
    return listening.getLocalPort();
  }

  String target() {
    return "127.0.0.1:" + port();
  }

  /** Waits until somebody has connected. */
  void awaitConnection() throws InterruptedException {
    connected.await();
  }

  void open() {
    opened.countDown();
  }

  /** As when a server is killed: its connections end, and its port is free. */
  @Override
  public void close() throws IOException {
    opened.countDown();
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    // The kernel keeps the port for as long as a thread is inside of accept.
    ended.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private void acceptUntilClosed() throws IOException, InterruptedException {
    try {
      accept();
    } finally {
      ended.complete(null);
    }
  }

  private void accept() throws IOException, InterruptedException {
    while (true) {
      Socket client = listening.accept();
      if (drops.tryAcquire()) {
        client.close();
        continue;
      }
      sockets.add(client);
      connected.countDown();
      opened.await();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(server);
      begin(() -> client.getInputStream().transferTo(server.getOutputStream()));
      begin(() -> server.getInputStream().transferTo(client.getOutputStream()));
    }
  }

  private static void begin(Step step) {
    Thread thread = new Thread(() -> run(step), "held-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (IOException | InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }
}
