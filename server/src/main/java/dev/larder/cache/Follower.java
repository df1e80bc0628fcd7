package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller who is kept waiting for somebody else's value: not a thread, a future. Its fields belong
 * to the coordinator.
 */
final class Follower {
  final FillRequest request;
  final Cancellation cancellation;

  /** How the wait ends; completed once, on the fill thread. */
  final CompletableFuture<Turn> turn = new CompletableFuture<>();

  /** Where it waits; null before and after. */
  @Nullable Fill fill;

  FillTimer.@Nullable Timeout timeout;

  Follower(FillRequest request, Cancellation cancellation) {
    this.request = request;
    this.cancellation = cancellation;
  }

  /** How a wait ends. */
  sealed interface Turn {
    /** The value has come. */
    record Landed(Entry entry) implements Turn {}

    /**
     * The collection has come, and is to be read.
     *
     * @param set what has come
     */
    record Committed(LandedSet set) implements Turn {}

    /** It is the one who asks the origin now. */
    record Led(Fill fill) implements Turn {}

    /** The origin has failed. */
    record Failed(FillTicket.Backoff backoff) implements Turn {}

    /** Nobody asks the origin any more: the caller is to look again. */
    record Again() implements Turn {}

    /** It has waited for as long as it would. */
    record TimeUp(FillTicket.Follower ticket) implements Turn {}
  }
}
