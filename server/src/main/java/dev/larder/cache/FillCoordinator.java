package dev.larder.cache;

import dev.larder.cache.FillTable.State;
import dev.larder.cache.Follower.Turn;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one caller at a time asks the origin for a key. This is the state machine of the
 * wire contract, state by state:
 *
 * <ul>
 *   <li><b>IDLE</b>: nothing is known of the key here. Whoever would lead becomes the leader, under
 *       a higher fence than anybody before: HELD.
 *   <li><b>HELD</b>: there is a leader, and others wait behind it, as futures.
 *       <ul>
 *         <li>its write is committed ({@link #completed}): IDLE, and all who wait get the value, or
 *             read the collection;
 *         <li>{@link #fail}: BACKOFF, and all who wait get the error; without a backoff the
 *             earliest who waits leads;
 *         <li>the lease runs out: the earliest who waits and would lead is promoted, under a higher
 *             fence; else IDLE. The old token is lost;
 *         <li>the key is put by somebody else ({@link #putBySomebodyElse}): superseded. If that is
 *             fresh, all who wait look again and find it;
 *         <li>it is deleted, invalidated or cleared ({@link Supersessions}): superseded, and the
 *             earliest who waits is promoted, since what it will load is newer.
 *       </ul>
 *   <li><b>BACKOFF</b>: nobody is sent. After its time, or when the key is put: IDLE.
 * </ul>
 *
 * <p><b>Collections</b> are keys like others, but that one of their objects is put, deleted or
 * invalidated by its key does not supersede their fill, which would never end otherwise: see {@link
 * FillClaim}.
 *
 * <p>A lease that has run out is noticed by whoever comes next, or by the timer when others wait.
 *
 * <p>What is not the state machine is elsewhere: why nothing old can land ({@link FillClaim}),
 * which key is in which state ({@link FillTable}), which token names which fill ({@link Leaders}),
 * what the time says ({@link FillClock}), who waits and how they are told ({@link WaitingCallers}),
 * and what a commit means ({@link CommittedFills}).
 *
 * <p>Thread-safe: one lock, held for a few instructions (for a supersession of a whole kind, a few
 * for each fill under way; for a commit, a few for each change). Nobody is answered under it.
 */
final class FillCoordinator {
  private static final Logger log = LoggerFactory.getLogger(FillCoordinator.class);

  private final FillClock clock;
  private final FillTimer timer;
  private final FillConfig limits;
  private final FillCounters counters;
  private final FillTokens tokens;

  /** The revision of a key's namespace that is published. */
  private final ToLongFunction<FillKey> revisions;

  private final FillTable fills = new FillTable();
  private final WaitingCallers waiting;
  private final Withdrawals withdrawals = new Withdrawals();
  private final Leaders leaders;
  private final Supersessions supersessions = new Supersessions(this, fills, withdrawals);
  private final CommittedFills commits =
      new CommittedFills(this, supersessions, fills, withdrawals);

  FillCoordinator(
      InstantSource clock,
      FillTimer timer,
      FillConfig limits,
      FillCounters counters,
      FillTokens tokens,
      ToLongFunction<FillKey> revisions) {
    this.clock = new FillClock(clock);
    this.timer = timer;
    this.limits = limits;
    this.waiting = new WaitingCallers(timer, limits, this::leave);
    this.counters = counters;
    this.tokens = tokens;
    this.leaders = new Leaders(this, fills, withdrawals, tokens);
    this.revisions = revisions;
  }

  /** What leaders show. */
  Leaders leaders() {
    return leaders;
  }

  /** What commits mean; to be told of each. */
  CommittedFills commits() {
    return commits;
  }

  /** What takes keys from their leaders. */
  Supersessions supersessions() {
    return supersessions;
  }

  /**
   * Takes a part in the fill of a key.
   *
   * @param follower waits where somebody else leads; null: the caller does not wait
   * @throws CacheException OVERLOADED when there are too many fills
   */
  synchronized FillPart join(FillKey key, FillRequest request, @Nullable Follower follower) {
    State state = current(key);
    if (state instanceof State.Backoff backoff) {
      return new FillPart.Refused(clock.ticket(backoff));
    } else if (state instanceof State.Held other) {
      return follow(other.fill(), follower);
    }
    return request.acquire()
        ? new FillPart.Lead(lead(key, request, FillEvent.LED))
        : new FillPart.None();
  }

  /** The state now, with what time has done to it; null: IDLE. */
  private @Nullable State current(FillKey key) {
    State state = fills.state(key);
    if (state instanceof State.Backoff backoff && clock.hasCome(backoff.until())) {
      fills.endBackoff(key);
    } else if (state instanceof State.Held other && clock.hasRunOut(other.fill())) {
      lose(other.fill());
    }
    return fills.state(key);
  }

  /** IDLE becomes HELD. */
  private Fill lead(FillKey key, FillRequest request, FillEvent how) {
    if (fills.size() >= limits.maxHeld()) {
      throw new CacheException(Reason.OVERLOADED, "too many fills are under way");
    }
    Fill fill =
        new Fill(
            key,
            tokens.nextFence(),
            request.holder(),
            revisions.applyAsLong(key),
            clock.now(),
            clock.in(request.lease()));
    fills.hold(fill);
    withdrawals.begin(fill);
    counters.count(fill, how);
    fill.timeout = timer.after(request.lease(), () -> leaseEnds(fill));
    return fill;
  }

  private FillPart follow(Fill fill, @Nullable Follower follower) {
    boolean waits = follower != null && waiting.add(fill, follower);
    counters.count(fill, waits ? FillEvent.WAITED : FillEvent.FOLLOWED);
    return waits ? new FillPart.Wait() : new FillPart.Follow(clock.ticket(fill));
  }

  /** Ends a wait that is on still: its time is up, or the caller has gone. */
  synchronized void leave(Follower follower) {
    Fill fill = follower.fill;
    if (fill != null) {
      fill.followers.remove(follower);
      waiting.tell(follower, new Turn.TimeUp(clock.ticket(fill)));
    }
  }

  private synchronized void leaseEnds(Fill fill) {
    if (fill.phase == Fill.Phase.SUPERSEDED) {
      fills.forget(fill);
    } else if (fill.phase == Fill.Phase.HELD && clock.hasRunOut(fill)) {
      lose(fill);
    } else if (fill.phase == Fill.Phase.HELD) {
      fill.timeout = timer.after(clock.nextLook(fill), () -> leaseEnds(fill));
    }
  }

  /** HELD, and the lease has run out. */
  private void lose(Fill fill) {
    counters.count(fill, FillEvent.LOST);
    log.debug("The lease of '{}' on {} has run out", fill.holder, fill.key);
    end(fill, Fill.Phase.OVER);
    handOver(fill);
  }

  /** The key is nobody's; what becomes of those who wait is the caller's next step. */
  private void end(Fill fill, Fill.Phase phase) {
    fill.phase = phase;
    withdrawals.end(fill);
    if (phase == Fill.Phase.SUPERSEDED) {
      fills.supersede(fill);
    } else {
      fills.release(fill);
    }
  }

  /** Sends the earliest who waits and would lead; the others wait on, behind that one. */
  private void handOver(Fill ended) {
    Follower next = waiting.nextLeader(ended);
    if (next == null) {
      waiting.tellAll(ended, new Turn.Again());
      return;
    }
    Fill fill = lead(ended.key, next.request, FillEvent.PROMOTED);
    waiting.moveAll(ended, fill);
    waiting.tell(next, new Turn.Led(fill));
  }

  /**
   * The leader is told: its lease begins now, and what was written before is older than what it
   * will load. False when it leads no more.
   */
  synchronized boolean begin(Fill fill, Duration lease) {
    if (fill.phase != Fill.Phase.HELD || clock.hasRunOut(fill)) {
      return false;
    }
    fill.expiry = clock.in(lease);
    fill.since = revisions.applyAsLong(fill.key);
    fill.begun = clock.now();
    withdrawals.begin(fill);
    return true;
  }

  /** The leader need not ask the origin after all: the key is IDLE, and all who wait look again. */
  synchronized void release(Fill fill) {
    if (fill.phase == Fill.Phase.HELD) {
      end(fill, Fill.Phase.OVER);
      waiting.tellAll(fill, new Turn.Again());
    }
  }

  /** The leader cannot be told that it leads: the next is sent, unless it leads no more. */
  synchronized void giveBack(@Nullable Fill fill) {
    if (fill != null && fill.phase == Fill.Phase.HELD) {
      end(fill, Fill.Phase.OVER);
      handOver(fill);
    }
  }

  /** Refuses with FILL_LOST or FILL_SUPERSEDED where it is not HELD. */
  synchronized void requireHeld(Fill fill) {
    if (fill.phase == Fill.Phase.HELD && clock.hasRunOut(fill)) {
      lose(fill);
    }
    fill.requireHeld();
  }

  /** Tells which tags what is stored carries: when one is invalidated, the fill is superseded. */
  synchronized void carries(Fill fill, List<String> tags) {
    fill.tags = tags;
  }

  /**
   * HELD, and the leader's write is committed. One that was superseded after its write had its
   * place is none any more.
   */
  synchronized void completed(Fill fill, Turn turn) {
    fills.landed(fill);
    if (fill.phase == Fill.Phase.HELD) {
      counters.count(fill, FillEvent.COMPLETED);
      end(fill, Fill.Phase.OVER);
      waiting.tellAll(fill, turn);
    }
  }

  /** HELD or BACKOFF, and the key is put; which shows as well that the origin is there again. */
  synchronized void putBySomebodyElse(FillKey key, Validity put) {
    State state = fills.state(key);
    if (state instanceof State.Backoff) {
      fills.endBackoff(key);
    } else if (state instanceof State.Held other && clock.hasCome(put.softExpiry())) {
      supersede(other.fill());
    } else if (state instanceof State.Held other) {
      counters.count(other.fill(), FillEvent.SUPERSEDED);
      end(other.fill(), Fill.Phase.SUPERSEDED);
      waiting.tellAll(other.fill(), new Turn.Again());
    }
  }

  /** HELD, and what is being loaded is older than what has happened to the key. */
  synchronized void supersede(Fill fill) {
    if (fill.phase == Fill.Phase.HELD) {
      counters.count(fill, FillEvent.SUPERSEDED);
      end(fill, Fill.Phase.SUPERSEDED);
      handOver(fill);
    }
  }

  /**
   * HELD becomes BACKOFF: the leader could not ask the origin.
   *
   * @param backoff zero: the next is sent at once
   * @throws CacheException as {@link #requireHeld}
   */
  synchronized void fail(Fill fill, OriginError error, Duration backoff) {
    requireHeld(fill);
    counters.count(fill, FillEvent.FAILED);
    end(fill, Fill.Phase.OVER);
    if (backoff.isZero()) {
      handOver(fill);
      return;
    }
    State.Backoff state = new State.Backoff(clock.in(backoff), error);
    fills.backOff(fill.key, state);
    timer.after(backoff, () -> backoffEnds(fill.key));
    waiting.tellAll(fill, new Turn.Failed(clock.ticket(state)));
  }

  private synchronized void backoffEnds(FillKey key) {
    if (current(key) instanceof State.Backoff backoff) {
      timer.after(clock.until(backoff.until()), () -> backoffEnds(key));
    }
  }

  /**
   * Gives the leader more time, from now on; how long it lasts.
   *
   * @throws CacheException as {@link #requireHeld}
   */
  synchronized Duration renew(Fill fill, Duration lease) {
    requireHeld(fill);
    boolean sooner = clock.in(lease).isBefore(fill.expiry);
    fill.expiry = clock.in(lease);
    if (sooner) {
      fill.cancelTimeout();
      fill.timeout = timer.after(lease, () -> leaseEnds(fill));
    }
    return lease;
  }

  /** Ends all waits with SHUTTING_DOWN; from now on nobody is kept waiting. */
  synchronized void stopWaiting() {
    waiting.stop(fills.all());
  }

  /** Fills under way. */
  synchronized int held() {
    return fills.held();
  }

  /** Callers that are kept waiting. */
  synchronized int waiting() {
    return waiting.count();
  }
}
