package dev.larder.client;

import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channel of a client.
 *
 * @param channel where calls go. One that was made here repeats reads by its service config
 * @param repeating whether changes that the server refused are repeated; what a given channel
 *     repeats is its owner's affair
 * @param owned the channel that was made here, and so is closed here, or null
 * @param reconnection of the channel that was made here, or null; when a given one connects is its
 *     owner's affair
 */
record Channels(
    Channel channel,
    boolean repeating,
    @Nullable ManagedChannel owned,
    @Nullable Reconnection reconnection) {
  static Channels given(Channel channel) {
    return new Channels(channel, false, null, null);
  }

  static Channels made(ManagedChannel channel) {
    return new Channels(channel, true, channel, new Reconnection(channel));
  }

  /** The same, with each change made once. */
  Channels withoutRepeats() {
    return new Channels(channel, false, owned, reconnection);
  }

  /**
   * Has the channel connect again soon, until this is done.
   *
   * @param wait done when there is a connection; fails when nobody waits for one any more
   */
  void connectSoonDuring(CompletableFuture<?> wait) {
    if (reconnection != null) {
      reconnection.during(wait);
    }
  }

  /** Refuses new calls, waits until then for those that run, and ends them. */
  void close(Deadline end) {
    if (owned != null) {
      close(owned, end);
    }
  }

  private static void close(ManagedChannel channel, Deadline end) {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(
          end.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
