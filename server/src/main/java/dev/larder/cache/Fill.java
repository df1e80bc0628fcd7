package dev.larder.cache;

import dev.larder.model.Entry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One leader's turn at one key. Its fields belong to the coordinator and are guarded by its lock.
 */
final class Fill {
  final FillKey key;
  final long fence;
  final String holder;

  /** Who wait, the earliest first. */
  final Deque<Follower> followers = new ArrayDeque<>();

  /** The namespace's revision when it began, or later, when the leader was told. */
  long since;

  Instant expiry;
  Phase phase = Phase.HELD;

  /** The tags of what is stored, once somebody has looked. */
  List<String> tags = List.of();

  /** Its write is being committed: nobody may take the key from it until that has failed. */
  boolean landing;

  /** The namespace's revision before its write, while that is being committed. */
  long landingAfter;

  /** Looks at the lease when it should have run out. */
  FillTimer.@Nullable Timeout timeout;

  /** Of a collection's: how many objects had been withdrawn before it began. */
  long withdrawnBefore;

  /** What its write has left. */
  @Nullable Entry landed;

  Fill(FillKey key, long fence, String holder, long since, Instant expiry) {
    this.key = key;
    this.fence = fence;
    this.holder = holder;
    this.since = since;
    this.expiry = expiry;
  }

  void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  /** How far it has come. */
  enum Phase {
    HELD,
    /** Something newer has happened to the key. */
    SUPERSEDED,
    /** Completed, failed, or its lease has run out. */
    OVER
  }
}
