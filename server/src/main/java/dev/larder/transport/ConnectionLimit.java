package dev.larder.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sits on a listening channel and closes what it accepts beyond the limit, before anything is read
 * from it.
 */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);

  private final int limit;
  private final AtomicInteger open = new AtomicInteger();

  private ConnectionLimit(int limit) {
    this.limit = limit;
  }

  /** Makes the same listening channels, each with a limit of its own. */
  static ChannelFactory<ServerChannel> on(ChannelFactory<ServerChannel> channels, int limit) {
    return () -> {
      ServerChannel channel = channels.newChannel();
      channel.pipeline().addLast(new ConnectionLimit(limit));
      return channel;
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel connection = (Channel) accepted;
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      log.debug("Closed a connection beyond the limit of {}", limit);
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> open.decrementAndGet());
    context.fireChannelRead(connection);
  }
}
