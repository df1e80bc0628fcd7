package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One leader's turn at one key. Its fields belong to the coordinator and are guarded by its lock;
 * who writes for the leader reads those that are volatile without it.
 */
final class Fill {
  final FillKey key;
  final long fence;
  final String holder;

  /** Who wait, the earliest first. */
  final Deque<Follower> followers = new ArrayDeque<>();

  /** The namespace's revision when it began, or later, when the leader was told. */
  volatile long since;

  /** When that was: what had that revision was there by then. */
  volatile Instant begun;

  Instant expiry;
  Phase phase = Phase.HELD;

  /** The tags of what is stored, once somebody has looked. */
  volatile List<String> tags = List.of();

  /**
   * The tries whose write is being committed: nobody may take the key from them until all of them
   * have failed.
   */
  final Set<FillClaim> landing = new HashSet<>();

  /** The namespace's revision before its write, while that is being committed. */
  long landingAfter;

  /** Looks at the lease when it should have run out. */
  FillTimer.@Nullable Timeout timeout;

  /** Of a collection's fill: how many objects had been withdrawn before it began. */
  long withdrawnBefore;

  Fill(FillKey key, long fence, String holder, long since, Instant begun, Instant expiry) {
    this.key = key;
    this.fence = fence;
    this.holder = holder;
    this.since = since;
    this.begun = begun;
    this.expiry = expiry;
  }

  void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  /**
   * Refuses what only a leader may do.
   *
   * @throws CacheException FILL_LOST, FILL_SUPERSEDED
   */
  void requireHeld() {
    switch (phase) {
      case HELD -> {}
      case SUPERSEDED ->
          throw new CacheException(
              Reason.FILL_SUPERSEDED, "the " + key.noun() + " was changed since the fill began");
      case OVER -> throw lost();
    }
  }

  /** What the leader of none is told. */
  static CacheException lost() {
    return new CacheException(
        Reason.FILL_LOST, "the lease has run out, or the fill was completed, or of another run");
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
