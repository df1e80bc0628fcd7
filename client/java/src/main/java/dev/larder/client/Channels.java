package dev.larder.client;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The channels of a client. A service config repeats calls by their method and cannot see that one
 * of them carries a precondition, so those go over a channel of their own, which has no retry
 * policy and connects on its first use.
 *
 * @param repeating for calls that may be sent again
 * @param once for calls that may not
 * @param owned the channels that were made here, and so are closed here
 */
record Channels(Channel repeating, Channel once, List<ManagedChannel> owned) {
  static Channels given(Channel channel) {
    return new Channels(channel, channel, List.of());
  }

  static Channels made(ManagedChannel repeating, ManagedChannel once) {
    return new Channels(repeating, once, List.of(repeating, once));
  }

  /** Refuses new calls, waits so long for those that run, then ends them. */
  void close(Duration grace) {
    owned.forEach(ManagedChannel::shutdown);
    long end = System.nanoTime() + grace.toNanos();
    for (ManagedChannel channel : owned) {
      awaitTermination(channel, end - System.nanoTime());
    }
  }

  private static void awaitTermination(ManagedChannel channel, long nanos) {
    try {
      if (!channel.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
