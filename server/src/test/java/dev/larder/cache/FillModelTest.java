package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.KindState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of everything that touches a fill, against a model that knows little: who
 * leads each key, and what may not be seen any more. What must hold:
 *
 * <ul>
 *   <li>nobody is made leader of a key while another's lease is on;
 *   <li>a completion is accepted exactly when its token is the live one and nothing that it carries
 *       was invalidated since it was given out;
 *   <li>nothing that was computed before an invalidation, a delete or a clear is served as fresh
 *       after it;
 *   <li>revisions of acknowledged writes grow;
 *   <li>whoever waits is answered, at the latest when its patience ends.
 * </ul>
 */
class FillModelTest {
  private static final int STEPS = 100_000;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String TAG = "red";
  private static final List<String> IDS = List.of("a", "b", "c");

  private final TestingCache cache = TestingCache.withHotTier();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Map<String, Live> live = new HashMap<>();
  private final Map<String, Integer> invalidated = new HashMap<>();
  private final List<Live> tokens = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private int tagInvalidated = -1;
  private int step;
  private long revision;

  /** A leader. Not a record: two that are alike are two. */
  private static final class Live {
    final String id;
    final String token;

    /** The step in which it began. */
    final int since;

    /** What was stored then carried the tag. */
    final boolean overTagged;

    Instant expiry;

    Live(String id, String token, int since, boolean overTagged, Instant expiry) {
      this.id = id;
      this.token = token;
      this.since = since;
      this.overTagged = overTagged;
      this.expiry = expiry;
    }
  }

  private record Waiting(String id, Instant ends, CompletableFuture<ReadAnswer> answer) {}

  @Test
  void randomSteps_neverBreakWhatIsPromised() {
    System.out.println("FillModelTest seed: " + seed);
    for (step = 0; step < STEPS; step++) {
      doSomething(IDS.get(random.nextInt(IDS.size())));
      cache.fillTimer.run();
      settle();
    }
    cache.advance(PATIENCE.plus(LEASE));
    settle();
    assertEquals(List.of(), waiting, this::where);
    assertEquals(0, cache.fills.waiting(), this::where);
  }

  private String where() {
    return "seed " + seed + ", step " + step;
  }

  private void doSomething(String id) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> read(id);
      case 4, 5 -> completeSome();
      case 6 -> failSome();
      case 7 -> renewSome();
      case 8 -> put(id);
      case 9 -> delete(id);
      case 10 -> invalidate(id);
      case 11 -> invalidateKindOrClear();
      case 12 -> invalidateTag();
      default -> cache.clock.advance(Duration.ofMillis(random.nextInt(2_000)));
    }
  }

  private void read(String id) {
    Freshness freshness = random.nextInt(4) == 0 ? Freshness.REFRESH : Freshness.FRESH_ONLY;
    Duration patience = random.nextBoolean() ? PATIENCE : Duration.ZERO;
    FillRequest fill = new FillRequest(random.nextInt(5) > 0, "model", LEASE, patience);
    CompletableFuture<ReadAnswer> answer =
        cache.cache.get(
            new ReadRequest(TestingEntries.key(id), ReadPolicy.of(freshness), "", fill),
            Cancellation.NEVER);
    waiting.add(new Waiting(id, cache.clock.instant().plus(patience), answer));
  }

  private void settle() {
    Instant now = cache.clock.instant();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting caller = each.next();
      assertTrue(caller.answer().isDone() || now.isBefore(caller.ends()), this::where);
      if (caller.answer().isDone()) {
        each.remove();
        answered(caller.id(), caller.answer().join());
      }
    }
  }

  private void answered(String id, ReadAnswer answer) {
    ServedEntry entry = answer.entry();
    if (answer.outcome() == Outcome.FRESH && entry != null) {
      Content content = entry.entry().content();
      int computed = Integer.parseInt(TestingEntries.text(entry.entry()));
      assertTrue(computed >= invalidated.getOrDefault(id, -1), this::where);
      assertTrue(content.tags().isEmpty() || computed >= tagInvalidated, this::where);
    }
    if (answer.ticket() instanceof FillTicket.Leader leader) {
      Live before = live.get(id);
      assertTrue(before == null || isOver(before), () -> "two leaders, " + where());
      boolean tagged = isStoredWithTheTag(id);
      Live now = new Live(id, leader.token(), step, tagged, cache.clock.instant().plus(LEASE));
      live.put(id, now);
      tokens.add(now);
    }
  }

  private boolean isStoredWithTheTag(String id) {
    KindState kind = cache.store.catalogue().kind(TestingEntries.NAMESPACE, TestingEntries.KIND);
    Entry stored = kind == null ? null : cache.store.stored(kind.address(TestingEntries.key(id)));
    return stored != null && stored.content().tags().contains(TAG);
  }

  private boolean isOver(Live leader) {
    return !cache.clock.instant().isBefore(leader.expiry);
  }

  private boolean leads(Live leader) {
    return leader.equals(live.get(leader.id)) && !isOver(leader);
  }

  private @Nullable Live some() {
    if (tokens.isEmpty()) {
      return null;
    }
    int last = tokens.size() - 1;
    return tokens.get(random.nextInt(3) > 0 ? last : random.nextInt(tokens.size()));
  }

  private void completeSome() {
    Live leader = some();
    if (leader == null) {
      return;
    }
    boolean tagged = random.nextBoolean();
    boolean overtaken = tagInvalidated > leader.since && (tagged || leader.overTagged);
    boolean expected = leads(leader) && !overtaken;
    PutRequest put = value(leader.id, leader.since, tagged);
    Reason refusal =
        write(
            cache
                .cache
                .completeFill(leader.token, new FillResult.Value(put), Cancellation.NEVER)
                .thenApply(done -> done.revision()));
    assertEquals(expected, refusal == null, () -> refusal + ", " + where());
    if (expected) {
      live.remove(leader.id);
    }
  }

  private static PutRequest value(String id, int computed, boolean tagged) {
    Content content =
        Content.of(
            TestingEntries.payload(Integer.toString(computed)),
            List.of(),
            tagged ? List.of(TAG) : List.of(),
            "");
    LifetimeRequest lifetime =
        new LifetimeRequest(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20));
    return new PutRequest(TestingEntries.key(id), content, lifetime, null, null);
  }

  /** What it was refused with; null when it was done, at a revision after all others. */
  private @Nullable Reason write(CompletableFuture<Long> write) {
    try {
      long done = write.join();
      assertTrue(done > revision, this::where);
      revision = done;
      return null;
    } catch (CompletionException e) {
      return ((CacheException) Objects.requireNonNull(e.getCause())).reason();
    }
  }

  private void failSome() {
    Live leader = some();
    if (leader == null) {
      return;
    }
    boolean expected = leads(leader);
    Duration backoff = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(3);
    try {
      cache.cache.failFill(leader.token, new OriginError(14, "down"), backoff);
      assertTrue(expected, this::where);
      live.remove(leader.id);
    } catch (CacheException e) {
      assertTrue(!expected, this::where);
    }
  }

  private void renewSome() {
    Live leader = some();
    if (leader == null) {
      return;
    }
    boolean expected = leads(leader);
    try {
      Duration lease = cache.cache.renewFill(leader.token, LEASE);
      assertTrue(expected, this::where);
      leader.expiry = cache.clock.instant().plus(lease);
    } catch (CacheException e) {
      assertTrue(!expected, this::where);
    }
  }

  private void put(String id) {
    boolean tagged = random.nextBoolean();
    assertEquals(
        null,
        write(
            cache
                .cache
                .put(value(id, step, tagged), Cancellation.NEVER)
                .thenApply(done -> done.revision())));
    live.remove(id);
  }

  private void delete(String id) {
    cache.delete(id, random.nextBoolean());
    overtake(id);
  }

  private void invalidate(String id) {
    List<ObjectKey> keys = List.of(TestingEntries.key(id));
    cache
        .cache
        .invalidate(TestingEntries.NAMESPACE, keys, random.nextBoolean(), Cancellation.NEVER)
        .join();
    overtake(id);
  }

  private void overtake(String id) {
    invalidated.put(id, step);
    live.remove(id);
  }

  private void invalidateKindOrClear() {
    if (random.nextInt(4) > 0) {
      return;
    }
    if (random.nextBoolean()) {
      cache
          .cache
          .invalidateKind(
              TestingEntries.NAMESPACE,
              TestingEntries.KIND,
              random.nextBoolean(),
              Cancellation.NEVER)
          .join();
    } else if (cache.store.catalogue().namespace(TestingEntries.NAMESPACE) != null) {
      cache.administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();
    }
    IDS.forEach(this::overtake);
  }

  private void invalidateTag() {
    if (cache.store.catalogue().namespace(TestingEntries.NAMESPACE) == null) {
      return;
    }
    cache
        .cache
        .invalidateTags(
            TestingEntries.NAMESPACE, List.of(TAG), random.nextBoolean(), Cancellation.NEVER)
        .join();
    tagInvalidated = step;
    live.values().removeIf(leader -> leader.overTagged);
  }
}
