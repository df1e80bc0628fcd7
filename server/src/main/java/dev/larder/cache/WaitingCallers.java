package dev.larder.cache;

import dev.larder.cache.Follower.Turn;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait behind the leaders, and how they are told. Used under the coordinator's lock;
 * whoever is told is told on the fill thread.
 */
final class WaitingCallers {
  private final FillTimer timer;
  private final FillConfig limits;

  /** Takes the coordinator's lock. */
  private final Consumer<Follower> timeIsUp;

  private int count;
  private boolean stopped;

  WaitingCallers(FillTimer timer, FillConfig limits, Consumer<Follower> timeIsUp) {
    this.timer = timer;
    this.limits = limits;
    this.timeIsUp = timeIsUp;
  }

  int count() {
    return count;
  }

  /** Has a caller wait behind a leader; false when there are too many, or the server stops. */
  boolean add(Fill fill, Follower follower) {
    if (stopped
        || count >= limits.maxWaiting()
        || fill.followers.size() >= limits.maxWaitingPerKey()) {
      return false;
    }
    count++;
    follower.fill = fill;
    fill.followers.add(follower);
    Duration patience = follower.request.patience();
    follower.timeout = timer.after(patience, () -> timeIsUp.accept(follower));
    return true;
  }

  /** Takes the earliest who would lead and still waits; null: nobody does. */
  @Nullable Follower nextLeader(Fill fill) {
    Iterator<Follower> followers = fill.followers.iterator();
    while (followers.hasNext()) {
      Follower follower = followers.next();
      if (follower.request.acquire() && !follower.cancellation.isCancelled()) {
        followers.remove();
        return follower;
      }
    }
    return null;
  }

  /** Has all who wait behind one leader wait behind another. */
  void moveAll(Fill from, Fill to) {
    from.followers.forEach(follower -> follower.fill = to);
    to.followers.addAll(from.followers);
    from.followers.clear();
  }

  /** One who has been taken, or whose wait is over. */
  void tell(Follower follower, Turn turn) {
    settle(follower);
    timer.execute(() -> follower.turn.complete(turn));
  }

  void tellAll(Fill fill, Turn turn) {
    fill.followers.forEach(follower -> tell(follower, turn));
    fill.followers.clear();
  }

  /** Ends all waits with SHUTTING_DOWN; from now on nobody waits. */
  void stop(Iterable<Fill> fills) {
    CacheException why =
        new CacheException(Reason.SHUTTING_DOWN, "the server is stopping; ask another, or again");
    stopped = true;
    for (Fill fill : fills) {
      for (Follower follower : fill.followers) {
        settle(follower);
        timer.execute(() -> follower.turn.completeExceptionally(why));
      }
      fill.followers.clear();
    }
  }

  private void settle(Follower follower) {
    count--;
    follower.fill = null;
    if (follower.timeout != null) {
      follower.timeout.cancel();
    }
  }
}
