package dev.larder.cache;

import dev.larder.cache.Follower.Turn;
import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.Catalogue;
import dev.larder.store.ChangeType;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.KindState;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteClaim;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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
 *         <li>its write is committed ({@link #committed}): IDLE, and all who wait get the value, or
 *             read the collection;
 *         <li>{@link #fail}: BACKOFF, and all who wait get the error; without a backoff the
 *             earliest who waits leads;
 *         <li>the lease runs out: the earliest who waits and would lead is promoted, under a higher
 *             fence; else IDLE. The old token is lost;
 *         <li>the key is put by somebody else ({@link #committed}): superseded. If that is fresh,
 *             all who wait look again and find it;
 *         <li>it is deleted, invalidated or cleared ({@link #supersede}): superseded, and the
 *             earliest who waits is promoted, since what it will load is newer.
 *       </ul>
 *   <li><b>BACKOFF</b>: nobody is sent. After its time, or when the key is put: IDLE.
 * </ul>
 *
 * <p><b>Why nothing old can land.</b> A leader's write carries a claim, and the claim is asked on
 * the writer thread inside the transaction. What supersedes a fill marks it before it is handed to
 * the writer itself (a delete, an invalidation, a clear), so a leader's write that is done after it
 * is refused; or it is a put, and then the mark is set when the put is published, which is before
 * the writer begins another transaction, and inside one transaction the row tells. A restart
 * forgets all of this; tokens of before it name fences that nobody holds any more ({@link
 * FillTokens}).
 *
 * <p><b>Collections</b> are keys like others. That one of their objects is put, deleted or
 * invalidated by its key does not supersede their fill, which would never end otherwise. Instead
 * the row tells, by its revision, that it is newer than what the leader has loaded; and where there
 * is no row, {@link Withdrawals} do.
 *
 * <p>A lease that has run out is noticed by whoever comes next, or by the timer when others wait.
 *
 * <p>Thread-safe: one lock, held for a few instructions (for a supersession of a whole kind, a few
 * for each fill under way). Nobody is answered under it.
 */
final class FillCoordinator implements CommitListener {
  private static final Logger log = LoggerFactory.getLogger(FillCoordinator.class);

  private static final String TOKEN = "token";

  /** Who is told to ask again is not told to wait longer than this. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

  /** How soon a lease is looked at again that ran out while the write was being committed. */
  private static final Duration LANDING = Duration.ofMillis(100);

  private final InstantSource clock;
  private final FillTimer timer;
  private final FillConfig limits;
  private final FillCounters counters;
  private final FillTokens tokens;

  /** The revision of a namespace that is published. */
  private final ToLongFunction<String> revisions;

  /** HELD or BACKOFF; a key that is not here is IDLE. */
  private final Map<FillKey, State> states = new HashMap<>();

  /** By fence: those held, and those superseded until their lease would have run out. */
  private final Map<Long, Fill> fills = new HashMap<>();

  /** Those whose write is being committed, superseded meanwhile or not. */
  private final Map<FillKey, Fill> landing = new HashMap<>();

  private final WaitingCallers waiting;
  private final Withdrawals withdrawals = new Withdrawals();

  private int held;

  /**
   * How many states there are: so that a commit finds out without the lock that it concerns nobody.
   */
  private final AtomicInteger known = new AtomicInteger();

  FillCoordinator(
      InstantSource clock,
      FillTimer timer,
      FillConfig limits,
      FillCounters counters,
      FillTokens tokens,
      ToLongFunction<String> revisions) {
    this.clock = clock;
    this.timer = timer;
    this.limits = limits;
    this.waiting = new WaitingCallers(timer, limits, this::leave);
    this.counters = counters;
    this.tokens = tokens;
    this.revisions = revisions;
  }

  private sealed interface State {
    record Held(Fill fill) implements State {}

    record Backoff(Instant until, OriginError error) implements State {}
  }

  /** What a caller is to a key. */
  sealed interface Part {
    /** There is no fill, and it would not lead. */
    record None() implements Part {}

    /** It leads. */
    record Lead(Fill fill) implements Part {}

    /** It waits: see its {@link Follower#turn}. */
    record Wait() implements Part {}

    /** Somebody else leads, and it does not wait. */
    record Follow(FillTicket.Follower ticket) implements Part {}

    /** The origin failed a moment ago. */
    record Refused(FillTicket.Backoff ticket) implements Part {}
  }

  /**
   * Takes a part in the fill of a key.
   *
   * @param follower waits where somebody else leads; null: the caller does not wait
   * @throws CacheException OVERLOADED when there are too many fills
   */
  synchronized Part join(FillKey key, FillRequest request, @Nullable Follower follower) {
    State state = current(key);
    if (state instanceof State.Backoff backoff) {
      return new Part.Refused(ticket(backoff));
    } else if (state instanceof State.Held other) {
      return follow(other.fill(), follower);
    }
    return request.acquire() ? new Part.Lead(lead(key, request, FillEvent.LED)) : new Part.None();
  }

  /** The state now, with what time has done to it. */
  private @Nullable State current(FillKey key) {
    State state = states.get(key);
    Instant now = clock.instant();
    if (state instanceof State.Backoff backoff && !now.isBefore(backoff.until())) {
      forget(key);
      return null;
    }
    if (state instanceof State.Held other && hasRunOut(other.fill(), now)) {
      lose(other.fill());
      return states.get(key);
    }
    return state;
  }

  private static boolean hasRunOut(Fill fill, Instant now) {
    return !fill.landing && !now.isBefore(fill.expiry);
  }

  private Fill lead(FillKey key, FillRequest request, FillEvent how) {
    if (states.size() >= limits.maxHeld() && !states.containsKey(key)) {
      throw new CacheException(Reason.OVERLOADED, "too many fills are under way");
    }
    Instant expiry = clock.instant().plus(request.lease());
    long since = revisions.applyAsLong(key.namespace());
    Fill fill = new Fill(key, tokens.nextFence(), request.holder(), since, expiry);
    remember(key, new State.Held(fill));
    fills.put(fill.fence, fill);
    withdrawals.begin(fill);
    held++;
    counters.count(key.kindName(), how);
    fill.timeout = timer.after(request.lease(), () -> leaseEnds(fill));
    return fill;
  }

  private Part follow(Fill fill, @Nullable Follower follower) {
    boolean waits = follower != null && waiting.add(fill, follower);
    counters.count(fill.key.kindName(), waits ? FillEvent.WAITED : FillEvent.FOLLOWED);
    return waits ? new Part.Wait() : new Part.Follow(ticket(fill));
  }

  private FillTicket.Follower ticket(Fill fill) {
    Duration left = left(fill.expiry);
    return new FillTicket.Follower(left, left.compareTo(LONGEST_RETRY) < 0 ? left : LONGEST_RETRY);
  }

  private FillTicket.Backoff ticket(State.Backoff backoff) {
    return new FillTicket.Backoff(left(backoff.until()), backoff.error());
  }

  private Duration left(Instant until) {
    Duration left = Duration.between(clock.instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Ends a wait that is on still: its time is up, or the caller has gone. */
  synchronized void leave(Follower follower) {
    Fill fill = follower.fill;
    if (fill != null) {
      fill.followers.remove(follower);
      waiting.tell(follower, new Turn.TimeUp(ticket(fill)));
    }
  }

  private synchronized void leaseEnds(Fill fill) {
    Instant now = clock.instant();
    if (fill.phase == Fill.Phase.SUPERSEDED) {
      fills.remove(fill.fence);
    } else if (fill.phase == Fill.Phase.HELD && hasRunOut(fill, now)) {
      lose(fill);
    } else if (fill.phase == Fill.Phase.HELD) {
      Duration left = left(fill.expiry);
      fill.timeout = timer.after(left.isZero() ? LANDING : left, () -> leaseEnds(fill));
    }
  }

  private void lose(Fill fill) {
    counters.count(fill.key.kindName(), FillEvent.LOST);
    log.debug("The lease of '{}' on {} has run out", fill.holder, fill.key);
    end(fill, Fill.Phase.OVER);
    handOver(fill);
  }

  private void remember(FillKey key, State state) {
    states.put(key, state);
    countKnown();
  }

  private void forget(FillKey key) {
    states.remove(key);
    countKnown();
  }

  private void countKnown() {
    known.set(states.size() + landing.size());
  }

  /** The key is nobody's; what becomes of those who wait is the caller's next step. */
  private void end(Fill fill, Fill.Phase phase) {
    fill.phase = phase;
    forget(fill.key);
    withdrawals.end(fill);
    held--;
    if (phase == Fill.Phase.OVER) {
      fills.remove(fill.fence);
      fill.cancelTimeout();
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

  /** The leader's proof. */
  String token(Fill fill) {
    return tokens.token(fill.fence);
  }

  /**
   * The leader is told: its lease begins now, and what was written before is older than what it
   * will load. False when it leads no more.
   */
  synchronized boolean begin(Fill fill, Duration lease) {
    if (fill.phase != Fill.Phase.HELD || hasRunOut(fill, clock.instant())) {
      return false;
    }
    fill.expiry = clock.instant().plus(lease);
    fill.since = revisions.applyAsLong(fill.key.namespace());
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

  /**
   * The leader cannot be told that it leads: the next is sent. Without effect when it leads no
   * more.
   */
  synchronized void giveBack(@Nullable Fill fill) {
    if (fill != null && fill.phase == Fill.Phase.HELD) {
      end(fill, Fill.Phase.OVER);
      handOver(fill);
    }
  }

  /** The same by its token. */
  synchronized void giveBack(String token) {
    giveBack(fills.get(tokens.fence(token, TOKEN)));
  }

  /**
   * The fill of a token.
   *
   * @throws CacheException POLICY_INVALID when it is no token; FILL_LOST; FILL_SUPERSEDED
   */
  Fill require(String token) {
    return require(token, TOKEN);
  }

  /** The same of a token that the request has in this field. */
  synchronized Fill require(String token, String field) {
    Fill fill = fills.get(tokens.fence(token, field));
    if (fill == null) {
      throw lost();
    }
    requireHeld(fill);
    return fill;
  }

  private void requireHeld(Fill fill) {
    if (fill.phase == Fill.Phase.HELD && hasRunOut(fill, clock.instant())) {
      lose(fill);
    }
    switch (fill.phase) {
      case HELD -> {}
      case SUPERSEDED ->
          throw new CacheException(
              Reason.FILL_SUPERSEDED,
              "the " + fill.key.noun() + " was changed since the fill began");
      case OVER -> throw lost();
    }
  }

  private static CacheException lost() {
    return new CacheException(
        Reason.FILL_LOST, "the lease has run out, or the fill was completed, or of another run");
  }

  /** What the leader's write must still have when it is committed. */
  WriteClaim claim(Fill fill) {
    return new WriteClaim() {
      @Override
      public long since() {
        return sinceOf(fill);
      }

      @Override
      public List<String> tags() {
        return tagsOf(fill);
      }

      @Override
      public Set<String> withdrawn() {
        return withdrawnSince(fill);
      }

      @Override
      public void require() {
        stillHeld(fill);
      }

      @Override
      public void landing(long revision) {
        land(fill, revision);
      }

      @Override
      public void notLanding() {
        notLanded(fill);
      }
    };
  }

  private synchronized long sinceOf(Fill fill) {
    return fill.since;
  }

  private synchronized List<String> tagsOf(Fill fill) {
    return fill.tags;
  }

  /** Tells which tags what is stored carries: when one is invalidated, the fill is superseded. */
  synchronized void carries(Fill fill, List<String> tags) {
    fill.tags = tags;
  }

  /** Under one lock with the look at the phase: what is over has been forgotten. */
  private synchronized Set<String> withdrawnSince(Fill fill) {
    requireHeld(fill);
    return withdrawals.since(fill);
  }

  private synchronized void stillHeld(Fill fill) {
    requireHeld(fill);
  }

  private synchronized void land(Fill fill, long revision) {
    fill.landing = true;
    fill.landingAfter = revision;
    landing.put(fill.key, fill);
    countKnown();
  }

  /** The leader's write was refused or has failed: the lease goes on, or is over by now. */
  synchronized void notLanded(Fill fill) {
    fill.landing = false;
    landing.remove(fill.key, fill);
    countKnown();
  }

  /** What the leader's write has left; null before it. */
  synchronized @Nullable Entry landed(Fill fill) {
    return fill.landed;
  }

  @Override
  public void committed(Commit commit) {
    if (known.get() > 0) {
      publish(commit);
    }
  }

  private synchronized void publish(Commit commit) {
    if (!commit.overhauled().isEmpty()) {
      overhauled(commit);
    }
    Map<KindName, Long> oldest = new HashMap<>();
    for (Commit.Change change : commit.changes()) {
      Entry entry = change.entry();
      if (entry != null && isWritten(change.type())) {
        written(FillKey.ofObject(entry.key()), change.type(), entry);
      }
      if (change.lost() != null) {
        lost(change.address().key(), change.lost(), commit.catalogue(), oldest);
      }
    }
    commit.collections().forEach(this::written);
  }

  /**
   * So much has changed that it is not told entry by entry: any object of these kinds may have. A
   * leader whose own write was among it has written. Collections are told all the same.
   */
  private void overhauled(Commit commit) {
    for (Fill own : List.copyOf(landing.values())) {
      if (isOverhauled(own.key, commit)) {
        landing.remove(own.key);
        completed(own, new Turn.Again());
      }
    }
    for (State state : List.copyOf(states.values())) {
      if (state instanceof State.Held other && isOverhauled(other.fill().key, commit)) {
        supersede(other.fill());
      }
    }
  }

  private static boolean isOverhauled(FillKey key, Commit commit) {
    KindState kind = commit.catalogue().kind(key.namespace(), key.kind());
    return key instanceof FillKey.OfObject
        && kind != null
        && commit.overhauled().contains(kind.generation());
  }

  /**
   * Where it was newer than what a leader of a collection is fetching, no row tells any more that
   * it was there.
   *
   * @param oldest by kind, where the first of the fills of collections began
   */
  private void lost(
      ObjectKey key, Commit.Lost lost, Catalogue catalogue, Map<KindName, Long> oldest) {
    KindState kind = catalogue.kind(key.namespace(), key.kind());
    long since =
        oldest.computeIfAbsent(
            new KindName(key.namespace(), key.kind()), withdrawals::oldestBeginning);
    if (kind != null
        && (lost.revision() > since || kind.tagMarks().invalidatedSince(lost.tags(), since))) {
      withdrawals.add(key).forEach(this::supersede);
    }
  }

  private static boolean isWritten(ChangeType type) {
    return type == ChangeType.PUT || type == ChangeType.REFRESHED;
  }

  private void written(FillKey key, ChangeType type, Entry entry) {
    Fill own = landing.remove(key);
    if (own != null) {
      own.landed = entry;
      completed(own, new Turn.Landed(entry));
    } else if (type == ChangeType.PUT) {
      putBySomebodyElse(key, entry.validity());
    }
  }

  private void written(StoredCollection collection) {
    FillKey key = FillKey.ofCollection(collection.ref());
    Fill own = landing.remove(key);
    if (own != null) {
      completed(own, new Turn.Committed(own.landingAfter));
    } else {
      putBySomebodyElse(key, collection.validity());
    }
  }

  /** One that was superseded after its write had its place is none any more. */
  private void completed(Fill fill, Turn turn) {
    fill.landing = false;
    countKnown();
    if (fill.phase == Fill.Phase.HELD) {
      counters.count(fill.key.kindName(), FillEvent.COMPLETED);
      end(fill, Fill.Phase.OVER);
      waiting.tellAll(fill, turn);
    }
  }

  /** Which shows as well that the origin is there again. */
  private void putBySomebodyElse(FillKey key, Validity put) {
    State state = states.get(key);
    if (state instanceof State.Backoff) {
      forget(key);
    } else if (state instanceof State.Held other) {
      Fill fill = other.fill();
      counters.count(key.kindName(), FillEvent.SUPERSEDED);
      end(fill, Fill.Phase.SUPERSEDED);
      if (clock.instant().isBefore(put.softExpiry())) {
        waiting.tellAll(fill, new Turn.Again());
      } else {
        handOver(fill);
      }
    }
  }

  /**
   * Keeps all fills of these keys that have begun from being completed; to be called before what
   * supersedes them is handed to the store.
   */
  synchronized void supersede(Predicate<FillKey> superseded) {
    List<Fill> fillsOfKeys = new ArrayList<>();
    states.forEach(
        (key, state) -> {
          if (state instanceof State.Held other && superseded.test(key)) {
            fillsOfKeys.add(other.fill());
          }
        });
    fillsOfKeys.forEach(this::supersede);
  }

  /**
   * The same for all whose stored object carries one of these tags and that began before the tag
   * was invalidated; to be called after that. What a leader's own value carries is asked for when
   * it is written.
   */
  synchronized void supersedeTags(String namespace, List<String> tags, long revision) {
    Set<String> invalidated = Set.copyOf(tags);
    List<Fill> carrying = new ArrayList<>();
    for (State state : states.values()) {
      if (state instanceof State.Held other
          && other.fill().since < revision
          && other.fill().key.isOf(namespace, null)
          && other.fill().tags.stream().anyMatch(invalidated::contains)) {
        carrying.add(other.fill());
      }
    }
    carrying.forEach(this::supersede);
  }

  /**
   * The same for one object that is to be deleted or invalidated. Fills of collections go on: what
   * they bring of it is refused, unless something newer is stored by then.
   */
  synchronized void withdraw(ObjectKey key) {
    if (states.get(FillKey.ofObject(key)) instanceof State.Held other) {
      supersede(other.fill());
    }
    withdrawals.add(key).forEach(this::supersede);
  }

  /** The same for one fill, if it is under way. */
  synchronized void supersede(Fill fill) {
    if (fill.phase != Fill.Phase.HELD) {
      return;
    }
    counters.count(fill.key.kindName(), FillEvent.SUPERSEDED);
    end(fill, Fill.Phase.SUPERSEDED);
    handOver(fill);
  }

  /**
   * The leader could not ask the origin.
   *
   * @param backoff zero: the next is sent at once
   * @throws CacheException as {@link #require}
   */
  synchronized void fail(String token, OriginError error, Duration backoff) {
    Fill fill = require(token);
    counters.count(fill.key.kindName(), FillEvent.FAILED);
    end(fill, Fill.Phase.OVER);
    if (backoff.isZero()) {
      handOver(fill);
      return;
    }
    State.Backoff state = new State.Backoff(clock.instant().plus(backoff), error);
    remember(fill.key, state);
    timer.after(backoff, () -> backoffEnds(fill.key));
    waiting.tellAll(fill, new Turn.Failed(ticket(state)));
  }

  private synchronized void backoffEnds(FillKey key) {
    if (current(key) instanceof State.Backoff backoff) {
      Duration left = left(backoff.until());
      timer.after(left, () -> backoffEnds(key));
    }
  }

  /**
   * Gives the leader more time, from now on; how long it lasts.
   *
   * @throws CacheException as {@link #require}
   */
  synchronized Duration renew(String token, Duration lease) {
    Fill fill = require(token);
    boolean sooner = clock.instant().plus(lease).isBefore(fill.expiry);
    fill.expiry = clock.instant().plus(lease);
    if (sooner) {
      fill.cancelTimeout();
      fill.timeout = timer.after(lease, () -> leaseEnds(fill));
    }
    return lease;
  }

  /** Ends all waits with SHUTTING_DOWN; from now on nobody is kept waiting. */
  synchronized void stopWaiting() {
    waiting.stop(
        fills.values(),
        new CacheException(Reason.SHUTTING_DOWN, "the server is stopping; ask another, or again"));
  }

  /** Fills under way. */
  synchronized int held() {
    return held;
  }

  /** Callers that are kept waiting. */
  synchronized int waiting() {
    return waiting.count();
  }
}
