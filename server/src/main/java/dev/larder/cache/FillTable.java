package dev.larder.cache;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are HELD or in BACKOFF, which fills their tokens name, and whose writes are being
 * committed. A key that is not here is IDLE.
 *
 * <p>Used under the coordinator's lock, but for {@link #isEmpty}.
 */
final class FillTable {
  /**
   * The most superseded fills whose leaders can be told so: some 1 MB, and 35 MB where all have the
   * longest key and the most and longest tags. The earliest of more is forgotten, and its leader is
   * told that it is lost.
   */
  static final int MOST_SUPERSEDED = 1_000;

  private final Map<FillKey, State> states = new HashMap<>();

  /**
   * By fence: those held, and those superseded until their lease would have run out, as long as
   * they are not too many.
   */
  private final Map<Long, Fill> fences = new HashMap<>();

  /** Those whose write is being committed, superseded meanwhile or not. */
  private final Map<FillKey, Fill> landing = new HashMap<>();

  /** Of those by fence that are superseded, the earliest first. */
  private final Set<Fill> superseded = new LinkedHashSet<>();

  private int held;

  /** Keys that are in any of these: so that a commit finds out that it concerns nobody. */
  private final AtomicInteger known = new AtomicInteger();

  /** What a key is. */
  sealed interface State {
    /** Somebody leads. */
    record Held(Fill fill) implements State {}

    /** Nobody is sent. */
    record Backoff(Instant until, OriginError error) implements State {}
  }

  /** True when nothing that is committed concerns anybody here. Thread-safe. */
  boolean isEmpty() {
    return known.get() == 0;
  }

  /** Keys that are not IDLE. */
  int size() {
    return states.size();
  }

  /** Fills under way. */
  int held() {
    return held;
  }

  /** Null: IDLE. */
  @Nullable State state(FillKey key) {
    return states.get(key);
  }

  /** The fill under way; null: there is none. */
  @Nullable Fill held(FillKey key) {
    return states.get(key) instanceof State.Held holding ? holding.fill() : null;
  }

  /** All under way that are like this; a copy. */
  List<Fill> held(Predicate<Fill> wanted) {
    return states.values().stream()
        .filter(State.Held.class::isInstance)
        .map(state -> ((State.Held) state).fill())
        .filter(wanted)
        .toList();
  }

  /** The fill that a token names; null: it is over. */
  @Nullable Fill ofFence(long fence) {
    return fences.get(fence);
  }

  /** Those whose tokens mean something still; live. */
  Iterable<Fill> all() {
    return fences.values();
  }

  void hold(Fill fill) {
    states.put(fill.key, new State.Held(fill));
    fences.put(fill.fence, fill);
    held++;
    count();
  }

  /** The key is IDLE, and the token names nothing any more. */
  void release(Fill fill) {
    states.remove(fill.key);
    held--;
    count();
    forget(fill);
  }

  /** The key is IDLE; the token names the fill still. */
  void supersede(Fill fill) {
    states.remove(fill.key);
    held--;
    count();
    superseded.add(fill);
    if (superseded.size() > MOST_SUPERSEDED) {
      forget(superseded.iterator().next());
    }
  }

  /** The token names nothing any more, and nobody looks at the lease. */
  void forget(Fill fill) {
    fences.remove(fill.fence);
    superseded.remove(fill);
    fill.cancelTimeout();
  }

  void backOff(FillKey key, State.Backoff backoff) {
    states.put(key, backoff);
    count();
  }

  void endBackoff(FillKey key) {
    states.remove(key);
    count();
  }

  /**
   * The write of this try is being committed, after this revision; after an earlier one than it was
   * told before, when that transaction was rolled back.
   */
  void land(FillClaim claim, long revision) {
    Fill fill = claim.fill;
    fill.landing.add(claim);
    fill.landingAfter = fill.landing.size() == 1 ? revision : Math.min(revision, fill.landingAfter);
    landing.put(fill.key, fill);
    count();
  }

  /** This try has failed; another may be on its way. */
  void giveUp(FillClaim claim) {
    Fill fill = claim.fill;
    if (fill.landing.remove(claim) && fill.landing.isEmpty()) {
      landed(fill);
    }
  }

  /** What the leader writes has been committed, or will not be. */
  void landed(Fill fill) {
    fill.landing.clear();
    landing.remove(fill.key, fill);
    count();
  }

  /** Whose write of this key is being committed; null: nobody's. */
  @Nullable Fill landing(FillKey key) {
    return landing.get(key);
  }

  /** All whose writes are being committed; a copy. */
  List<Fill> landing() {
    return List.copyOf(landing.values());
  }

  private void count() {
    known.set(states.size() + landing.size());
  }
}
