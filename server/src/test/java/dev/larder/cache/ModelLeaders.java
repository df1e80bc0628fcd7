package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException.Reason;
import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who leads each key by the model's reckoning, and whoever has led one. */
final class ModelLeaders {
  static final Duration LEASE = Duration.ofSeconds(10);

  private final StepJournal journal;
  private final FakeClock clock;
  private final Map<String, Live> live = new HashMap<>();
  private final Map<String, Long> fences = new HashMap<>();
  private final List<Live> tokens = new ArrayList<>();
  private int runs;
  private long highestFenceBefore;
  private int tagInvalidated = -1;

  ModelLeaders(StepJournal journal, FakeClock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /** A leader. Not a record: two that are alike are two. */
  static final class Live {
    final int run;
    final String id;
    final String token;

    /** The step in which it began. */
    final int since;

    /** What was stored then carried the tag. */
    final boolean overTagged;

    Instant expiry;

    Live(int run, String id, String token, int since, boolean overTagged, Instant expiry) {
      this.run = run;
      this.id = id;
      this.token = token;
      this.since = since;
      this.overTagged = overTagged;
      this.expiry = expiry;
    }
  }

  /** How many runs there were before this. */
  int runs() {
    return runs;
  }

  /**
   * Somebody is told that it leads.
   *
   * @param tagged what is stored carries the tag
   */
  void begins(String id, String token, boolean tagged) {
    Live before = live.get(id);
    assertTrue(before == null || isOver(before), "two leaders");
    long fence = Long.parseLong(token, 0, token.indexOf('.'), 16);
    assertTrue(fence > fences.getOrDefault(id, highestFenceBefore), "a fence that does not grow");
    fences.put(id, fence);
    Live now = new Live(runs, id, token, journal.step(), tagged, clock.instant().plus(LEASE));
    live.put(id, now);
    tokens.add(now);
  }

  private boolean isOver(Live leader) {
    return !clock.instant().isBefore(leader.expiry);
  }

  boolean leads(Live leader) {
    return leader.equals(live.get(leader.id)) && !isOver(leader);
  }

  /** One that leads or has led, the last more often than others; null: nobody ever has. */
  @Nullable Live some() {
    if (tokens.isEmpty()) {
      return null;
    }
    int last = tokens.size() - 1;
    return tokens.get(journal.random.nextInt(3) > 0 ? last : journal.random.nextInt(tokens.size()));
  }

  /** The same, if it leads. */
  @Nullable Live someLive() {
    Live leader = some();
    return leader != null && leads(leader) ? leader : null;
  }

  void renew(Live leader) {
    leader.expiry = clock.instant().plus(LEASE);
  }

  /** Checks what one was refused with that may not do what it would. */
  void refused(Live leader, @Nullable Reason why) {
    // Tokens of before a restart name fences that nobody holds any more.
    boolean ofThisRun = leader.run == runs;
    assertTrue(ofThisRun ? why != null : why == Reason.FILL_LOST, () -> "refused with " + why);
  }

  /** Whoever leads the key does so no more. */
  void end(String id) {
    live.remove(id);
  }

  /** The same, if it is this one. */
  void end(Live leader) {
    live.remove(leader.id, leader);
  }

  void endAll(Collection<String> ids) {
    live.keySet().removeAll(ids);
  }

  void endAll() {
    live.clear();
  }

  void tagInvalidated() {
    tagInvalidated = journal.step();
    live.values().removeIf(leader -> leader.overTagged);
  }

  /** The tag was invalidated since it began, and is one of what it brings or replaces. */
  boolean isOvertaken(Live leader, Value value) {
    return tagInvalidated > leader.since && (value.tagged() || leader.overTagged);
  }

  /** The server was restarted. */
  void goOn() {
    runs++;
    highestFenceBefore = fences.values().stream().reduce(highestFenceBefore, Math::max);
    fences.clear();
  }
}
