package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random interleavings of everything that touches the fill of a collection, on the real store,
 * against a model that knows when each value was loaded. What must hold:
 *
 * <ul>
 *   <li>nobody is made leader while another's lease is on;
 *   <li>only the live token is accepted, and it is refused only when something was deleted or
 *       invalidated since;
 *   <li>a collection that is fresh holds no value that was loaded before its object was deleted,
 *       invalidated or put by itself;
 *   <li>and lacks no member that was not deleted after it was loaded;
 *   <li>whoever waits is answered.
 * </ul>
 */
class CollectionFillModelTest {
  private static final int STEPS = 3_000;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final List<String> IDS = List.of("a", "b", "c");
  private static final CollectionRef ANOTHER =
      new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "another");

  /** Taken again with {@code -Dlarder.model.seed=…}. */
  private final long seed = Long.getLong("larder.model.seed", new Random().nextLong());

  private final Random random = new Random(seed);
  private final List<CompletableFuture<CollectionAnswer>> waiting = new ArrayList<>();

  /** When somebody last took the object back: a delete, an invalidation, a clear. */
  private final Map<String, Integer> withdrawn = new HashMap<>();

  /** When it was last deleted. */
  private final Map<String, Integer> deleted = new HashMap<>();

  /** When it was last put by itself. */
  private final Map<String, Integer> put = new HashMap<>();

  /** The members of another collection, which may be members of this one too. */
  private final Set<String> another = new HashSet<>();

  private final List<Live> dead = new ArrayList<>();
  private @Nullable Live live;
  private int now;
  private int step;

  /** When something of any object was last withdrawn. */
  private int lastWithdrawal;

  /** When what is committed was loaded. */
  private int loaded;

  private int completed;
  private int seenFresh;

  /** A leader, told at that time. */
  private record Live(String token, int since, Instant expiry) {}

  @Test
  void randomSteps_neverBreakWhatIsPromised(@TempDir Path directory) {
    System.out.println("CollectionFillModelTest seed: " + seed);
    try (TestingCollections cache = new TestingCollections(directory)) {
      for (step = 0; step < STEPS; step++) {
        doSomething(cache, IDS.get(random.nextInt(IDS.size())));
        settle(cache);
        look(cache);
      }
      cache.advance(PATIENCE.plus(LEASE));
      settle(cache);
      cache.advance(PATIENCE.plus(LEASE));
      settle(cache);
      assertEquals(0, waiting.size(), this::where);
    }
    // Or nothing was tried.
    assertTrue(completed > STEPS / 100, () -> "completed " + completed + ", " + where());
    assertTrue(seenFresh > STEPS / 100, () -> "seen fresh " + seenFresh + ", " + where());
  }

  private String where() {
    return "seed " + seed + ", step " + step;
  }

  private void doSomething(TestingCollections cache, String id) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> waiting.add(read(cache));
      case 4, 5, 6 -> complete(cache);
      case 7 -> fail(cache);
      case 8 -> putMember(cache, id);
      case 9 -> delete(cache, id);
      case 10 -> invalidate(cache, id);
      case 11 -> invalidateAll(cache);
      case 12 -> replaceForeign(cache);
      case 13 -> replaceOrInvalidateAnother(cache);
      default -> cache.advance(Duration.ofMillis(random.nextInt(2_000)));
    }
  }

  private CompletableFuture<CollectionAnswer> read(TestingCollections cache) {
    Duration patience = random.nextBoolean() ? PATIENCE : Duration.ZERO;
    Freshness freshness = random.nextInt(4) == 0 ? Freshness.REFRESH : Freshness.FRESH_ONLY;
    return cache.collections.get(
        new CollectionRequest(
            ALL,
            ReadPolicy.of(freshness),
            true,
            "",
            1000,
            null,
            new FillRequest(true, "", LEASE, patience)),
        Cancellation.NEVER);
  }

  /** Until everybody is answered or waits. */
  private void settle(TestingCollections cache) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      cache.fillTimer.run();
      takeAnswers(cache);
      assertTrue(System.nanoTime() < deadline, this::where);
    } while (waiting.size() != cache.fills.waiting());
  }

  private void takeAnswers(TestingCollections cache) {
    Iterator<CompletableFuture<CollectionAnswer>> answers = waiting.iterator();
    while (answers.hasNext()) {
      CompletableFuture<CollectionAnswer> answer = answers.next();
      if (answer.isDone()) {
        answers.remove();
        take(cache, answer.join());
      }
    }
  }

  private void take(TestingCollections cache, CollectionAnswer answer) {
    if (answer.ticket() instanceof FillTicket.Leader leader) {
      assertTrue(!isLive(cache), () -> "two leaders, " + where());
      kill();
      live = new Live(leader.token(), ++now, cache.clock.instant().plus(LEASE));
    }
  }

  private boolean isLive(TestingCollections cache) {
    return live != null && cache.clock.instant().isBefore(live.expiry());
  }

  private void kill() {
    if (live != null) {
      dead.add(live);
      live = null;
    }
  }

  private static List<PutRequest> members(int time) {
    return IDS.stream().map(id -> member(id, time)).toList();
  }

  private static PutRequest member(String id, int time) {
    Content content =
        Content.of(TestingEntries.payload(Integer.toString(time)), List.of(), List.of("red"), "");
    return TestingEntries.put(TestingEntries.key(id), content);
  }

  /** By a token that may be dead, in one message or in pages. */
  private void complete(TestingCollections cache) {
    boolean current = dead.isEmpty() || random.nextInt(4) > 0;
    Live leader = current ? live : dead.get(dead.size() - 1 - random.nextInt(recent()));
    if (leader != null) {
      boolean accepted = accept(cache, leader);
      boolean wasLive = leader.equals(live) && isLive(cache);
      assertTrue(wasLive || !accepted, () -> "a dead token was accepted, " + where());
      assertTrue(
          accepted || !wasLive || lastWithdrawal > leader.since(),
          () -> "refused for nothing, " + where());
      if (current) {
        kill();
      }
    }
  }

  /** One that died long ago has no chance anyway. */
  private int recent() {
    return Math.min(3, dead.size());
  }

  private boolean accept(TestingCollections cache, Live leader) {
    CollectionReplacement replacement =
        new CollectionReplacement(ALL, LifetimeRequest.UNSET, null, leader.token());
    try {
      if (random.nextBoolean()) {
        await(cache.collections.replace(replacement, members(leader.since()), Cancellation.NEVER));
      } else {
        replaceInPages(cache, replacement, leader.since());
      }
      loaded = leader.since();
      completed++;
      return true;
    } catch (CacheException e) {
      assertTrue(
          e.reason() == Reason.FILL_LOST || e.reason() == Reason.FILL_SUPERSEDED,
          () -> e.reason() + ", " + where());
      return false;
    }
  }

  private static void replaceInPages(
      TestingCollections cache, CollectionReplacement replacement, int time) {
    String snapshot = await(cache.collections.begin(replacement));
    for (int page = 0; page < IDS.size(); page++) {
      await(
          cache.collections.append(
              snapshot, page, List.of(member(IDS.get(page), time)), Cancellation.NEVER));
    }
    cache.commit(snapshot, IDS.size());
  }

  private void fail(TestingCollections cache) {
    if (live != null && isLive(cache)) {
      cache.objects.failFill(live.token(), new OriginError(14, "down"), Duration.ofSeconds(1));
      kill();
    }
  }

  private void putMember(TestingCollections cache, String id) {
    int time = ++now;
    put.put(id, time);
    await(cache.objects.put(member(id, time), Cancellation.NEVER));
  }

  private void withdraw(String id) {
    lastWithdrawal = ++now;
    withdrawn.put(id, now);
  }

  private void delete(TestingCollections cache, String id) {
    withdraw(id);
    deleted.put(id, now);
    boolean purge = random.nextBoolean();
    await(cache.objects.delete(TestingEntries.key(id), purge, null, Cancellation.NEVER));
    another.remove(id);
  }

  private void invalidate(TestingCollections cache, String id) {
    withdraw(id);
    await(
        cache.objects.invalidate(
            TestingEntries.NAMESPACE,
            List.of(TestingEntries.key(id)),
            random.nextBoolean(),
            Cancellation.NEVER));
  }

  private void invalidateAll(TestingCollections cache) {
    IDS.forEach(this::withdraw);
    switch (random.nextInt(4)) {
      case 0 -> {
        kill();
        cache.invalidate(random.nextBoolean());
      }
      case 1 -> {
        kill();
        invalidateKind(cache, random.nextBoolean());
      }
      case 2 -> {
        kill();
        another.clear();
        await(cache.administration.clear(null, null, Cancellation.NEVER));
      }
      default -> {
        if (cache.store.catalogue().namespace(TestingEntries.NAMESPACE) == null) {
          // No namespace yet: whatever is being fetched in it is superseded.
          kill();
        }
        await(
            cache.objects.invalidateTags(
                TestingEntries.NAMESPACE,
                List.of("red"),
                random.nextBoolean(),
                Cancellation.NEVER));
      }
    }
  }

  private void invalidateKind(TestingCollections cache, boolean hard) {
    if (hard) {
      another.clear();
    }
    await(
        cache.objects.invalidateKind(
            TestingEntries.NAMESPACE, TestingEntries.KIND, hard, Cancellation.NEVER));
  }

  /** Whoever fetches this one goes on; what it has loaded of shared members is too old. */
  private void replaceOrInvalidateAnother(TestingCollections cache) {
    if (random.nextBoolean()) {
      replaceAnother(cache);
      return;
    }
    another.forEach(this::withdraw);
    boolean hard = random.nextBoolean();
    await(cache.collections.invalidate(ANOTHER, hard, Cancellation.NEVER));
    if (hard) {
      another.clear();
    }
  }

  private void replaceAnother(TestingCollections cache) {
    int time = ++now;
    another.clear();
    IDS.stream().filter(id -> random.nextBoolean()).forEach(another::add);
    another.forEach(id -> put.put(id, time));
    await(
        cache.collections.replace(
            new CollectionReplacement(ANOTHER, LifetimeRequest.UNSET, null),
            another.stream().map(id -> member(id, time)).toList(),
            Cancellation.NEVER));
  }

  private void replaceForeign(TestingCollections cache) {
    kill();
    int time = ++now;
    IDS.forEach(id -> put.put(id, time));
    loaded = time;
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, LifetimeRequest.UNSET, null),
            members(time),
            Cancellation.NEVER));
  }

  private void look(TestingCollections cache) {
    CollectionAnswer answer = cache.get();
    if (answer.outcome() != Outcome.FRESH) {
      return;
    }
    seenFresh++;
    Map<String, Integer> found = new HashMap<>();
    answer.entries().forEach(served -> found.put(id(served), time(served)));
    for (String id : IDS) {
      Integer time = found.get(id);
      int newest = Math.max(withdrawn.getOrDefault(id, 0), put.getOrDefault(id, 0));
      if (time == null) {
        assertTrue(deleted.getOrDefault(id, 0) > loaded, () -> "lacks " + id + ", " + where());
      } else {
        assertTrue(time >= newest, () -> id + " is of " + time + ", " + where());
      }
    }
  }

  private static String id(ServedEntry served) {
    return served.entry().key().id();
  }

  private static int time(ServedEntry served) {
    return Integer.parseInt(TestingEntries.text(served.entry()));
  }
}
