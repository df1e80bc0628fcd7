package dev.larder.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The threads that read and write the connections, {@code larder-event-loop-N}, and the one that
 * accepts them, {@code larder-acceptor-0}: over epoll or kqueue where the machine has them, else
 * over Java's own selector.
 *
 * <p>Thread-safe.
 */
final class EventLoops implements AutoCloseable {
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final Polling polling;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;

  EventLoops(int count) {
    this.polling = Polling.best();
    this.acceptor = group(1, "larder-acceptor");
    this.workers = group(count, "larder-event-loop");
  }

  /** One way to wait for sockets. */
  private record Polling(
      IoHandlerFactory handler,
      ChannelFactory<ServerChannel> tcp,
      ChannelFactory<ServerChannel> unix,
      Function<Path, SocketAddress> unixAddress) {

    static Polling best() {
      if (Epoll.isAvailable()) {
        return new Polling(
            EpollIoHandler.newFactory(),
            EpollServerSocketChannel::new,
            EpollServerDomainSocketChannel::new,
            path -> new DomainSocketAddress(path.toFile()));
      }
      if (KQueue.isAvailable()) {
        return new Polling(
            KQueueIoHandler.newFactory(),
            KQueueServerSocketChannel::new,
            KQueueServerDomainSocketChannel::new,
            path -> new DomainSocketAddress(path.toFile()));
      }
      return new Polling(
          NioIoHandler.newFactory(),
          NioServerSocketChannel::new,
          NioServerDomainSocketChannel::new,
          UnixDomainSocketAddress::of);
    }
  }

  private EventLoopGroup group(int count, String name) {
    return new MultiThreadIoEventLoopGroup(count, threads(name), polling.handler());
  }

  /** Netty is at its fastest on threads of its own kind. */
  private static ThreadFactory threads(String name) {
    AtomicInteger next = new AtomicInteger();
    return work -> {
      Thread thread = new FastThreadLocalThread(work, name + "-" + next.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Waits until the loops have done what they had been given so far: what was to be sent is on its
   * way. A stream that is reset right after a message would take the message with it.
   *
   * @param longest for each loop
   */
  void settle(Duration longest) {
    for (EventExecutor loop : workers) {
      loop.submit(() -> {}).awaitUninterruptibly(longest.toMillis());
    }
  }

  EventLoopGroup acceptor() {
    return acceptor;
  }

  EventLoopGroup workers() {
    return workers;
  }

  ChannelFactory<ServerChannel> tcp() {
    return polling.tcp();
  }

  ChannelFactory<ServerChannel> unix() {
    return polling.unix();
  }

  SocketAddress unixAddress(Path path) {
    return polling.unixAddress().apply(path);
  }

  /** Ends the threads; blocks until they have, a few seconds at most. */
  @Override
  public void close() {
    for (EventLoopGroup group : new EventLoopGroup[] {acceptor, workers}) {
      group
          .shutdownGracefully(0, LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(LONGEST_CLOSE.toMillis());
    }
  }
}
