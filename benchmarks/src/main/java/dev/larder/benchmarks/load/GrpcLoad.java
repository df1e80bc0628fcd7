package dev.larder.benchmarks.load;

import com.google.protobuf.MessageLite;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls a unary gRPC method as h2load would, but with another request each time: h2load can send
 * only one body, and a single key is one page of SQLite's cache, one shared read, one coalesced
 * write.
 *
 * <p>Runs in the calling thread.
 */
public final class GrpcLoad {
  private static final long LARGEST_LATENCY_NANOS = 120_000_000_000L;
  private static final int DIGITS = 3;

  /**
   * How often a paced load looks whether a call is due: often enough not to be seen in a figure.
   */
  private static final long LOOK_NANOS = 50_000;

  private final Call call;
  private final LoadShape shape;
  private final List<GrpcConnection> connections = new ArrayList<>();
  private final Histogram latencies = new Histogram(LARGEST_LATENCY_NANOS, DIGITS);
  private final long start = System.nanoTime();
  private @Nullable MessageLite pending;
  private int next;
  private long started;
  private long answered;
  private long failed;

  private GrpcLoad(Call call, LoadShape shape) {
    this.call = call;
    this.shape = shape;
  }

  /** Runs a load and waits until its last answer is there. */
  public static LoadResult run(Target target, Call call, LoadShape shape) {
    GrpcLoad load = new GrpcLoad(call, shape);
    try (Selector selector = Selector.open()) {
      load.connect(target, selector);
      load.drive(selector);
    } catch (IOException | Http2Exception e) {
      throw new IllegalStateException("the load broke off: " + e.getMessage(), e);
    }
    return new LoadResult(
        load.answered, load.failed, (System.nanoTime() - load.start) / 1e9, load.latencies);
  }

  private void connect(Target target, Selector selector) throws IOException {
    for (int i = 0; i < shape.connections(); i++) {
      boolean unix = target.address() instanceof UnixDomainSocketAddress;
      SocketChannel channel =
          unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
      channel.connect(target.address());
      channel.configureBlocking(false);
      if (!unix) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      GrpcConnection connection = new GrpcConnection(channel, call, this::ended);
      connections.add(connection);
      channel.register(selector, SelectionKey.OP_READ, connection);
    }
  }

  private void ended(long startedAt, boolean good) {
    latencies.recordValue(Math.min(LARGEST_LATENCY_NANOS, System.nanoTime() - startedAt));
    if (good) {
      answered++;
    } else {
      failed++;
    }
  }

  private void drive(Selector selector) throws IOException, Http2Exception {
    try {
      while (!isOver()) {
        long now = System.nanoTime();
        boolean flushed = true;
        fill(now);
        for (GrpcConnection connection : connections) {
          flushed &= connection.flush();
        }
        select(selector, flushed);
      }
    } finally {
      for (GrpcConnection connection : connections) {
        connection.close();
      }
    }
  }

  private boolean isOver() {
    return isEnough(System.nanoTime()) && answered + failed == started;
  }

  private boolean isEnough(long now) {
    return started >= shape.requests() || now - start >= shape.longest().toNanos();
  }

  /** As many calls as there are places, on each connection in turn, so that none is preferred. */
  private void fill(long now) throws IOException {
    int full = 0;
    while (full < connections.size() && !isEnough(now) && due() <= now) {
      GrpcConnection connection = connections.get(next);
      next = (next + 1) % connections.size();
      full = connection.inFlight() < shape.streams() && call(connection, now) ? 0 : full + 1;
    }
  }

  /** False when the connection has no room for it now. */
  private boolean call(GrpcConnection connection, long now) throws IOException {
    MessageLite message = pending == null ? call.requests().next() : pending;
    int size = message.getSerializedSize();
    if (!connection.hasRoomFor(size)) {
      pending = message;
      return false;
    }
    pending = null;
    connection.call(message, size, shape.rate() == 0 ? now : due());
    started++;
    return true;
  }

  /** When the next call has to start. */
  private long due() {
    return shape.rate() == 0 ? start : start + (long) (started * (1e9 / shape.rate()));
  }

  private void select(Selector selector, boolean flushed) throws IOException, Http2Exception {
    if (shape.rate() != 0) {
      if (selector.selectNow() == 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } else {
      selector.select(flushed ? 1000 : 1);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      ((GrpcConnection) key.attachment()).read();
    }
    selector.selectedKeys().clear();
  }
}
