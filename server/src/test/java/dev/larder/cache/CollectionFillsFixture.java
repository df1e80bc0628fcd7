package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ReadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests of fills of collections say most, on the real store and the fake clock. */
abstract class CollectionFillsFixture extends CollectionsFixture {
  static final CollectionRef OTHER =
      new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "other");

  final CompletableFuture<CollectionAnswer> begin(ReadPolicy policy, FillRequest fill) {
    return cache.collections.get(
        new CollectionRequest(ALL, policy, true, "", 1000, null, fill), Cancellation.NEVER);
  }

  final CollectionAnswer get(ReadPolicy policy, FillRequest fill) {
    return await(begin(policy, fill));
  }

  final CollectionAnswer get(FillRequest fill) {
    return get(ReadPolicy.DEFAULT, fill);
  }

  static FillTicket.Leader leader(CollectionAnswer answer) {
    return TestingFills.leader(answer.ticket());
  }

  final String lead() {
    return leader(get(AT_ONCE)).token();
  }

  /** The token of whoever leads another collection. */
  final String lead(CollectionRef ref) {
    CollectionRequest read =
        new CollectionRequest(ref, ReadPolicy.DEFAULT, true, "", 1000, null, AT_ONCE);
    return leader(await(cache.collections.get(read, Cancellation.NEVER))).token();
  }

  /** The token of whoever leads an object. */
  final String leadObject(String id) {
    ReadRequest read = new ReadRequest(TestingEntries.key(id), ReadPolicy.DEFAULT, "", AT_ONCE);
    ReadAnswer answer = await(cache.objects.get(read, Cancellation.NEVER));
    return TestingFills.leader(answer.ticket()).token();
  }

  final void completeObject(String token, String id) {
    FillResult value = new FillResult.Value(TestingEntries.put(id, "loaded"));
    await(cache.objects.completeFill(token, value, Cancellation.NEVER));
    cache.fillTimer.run();
  }

  final List<CompletableFuture<CollectionAnswer>> followers(ReadPolicy policy, int count) {
    List<CompletableFuture<CollectionAnswer>> followers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int before = cache.fills.waiting();
      followers.add(begin(policy, WAITING));
      awaitWaiting(before + 1);
    }
    return followers;
  }

  final CompletableFuture<CollectionAnswer> follower() {
    return followers(ReadPolicy.DEFAULT, 1).get(0);
  }

  final void awaitWaiting(int callers) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (cache.fills.waiting() != callers) {
      assertTrue(System.nanoTime() < deadline, () -> "waiting: " + cache.fills.waiting());
      Thread.onSpinWait();
    }
  }

  static CollectionReplacement replacement(@Nullable String token) {
    return new CollectionReplacement(ALL, LifetimeRequest.UNSET, null, token);
  }

  static List<PutRequest> members(String text, String... ids) {
    return Stream.of(ids).map(id -> TestingEntries.put(id, text)).toList();
  }

  final void complete(String token, List<PutRequest> members) {
    await(cache.collections.replace(replacement(token), members, Cancellation.NEVER));
    cache.fillTimer.run();
  }

  final void complete(String token, String... ids) {
    complete(token, members("loaded", ids));
  }

  /** Another collection comes, of nobody's fill. */
  final void replaceOther(String... ids) {
    await(
        cache.collections.replace(
            new CollectionReplacement(OTHER, LifetimeRequest.UNSET, null),
            members("theirs", ids),
            Cancellation.NEVER));
  }

  final void invalidateOther(boolean hard) {
    await(cache.collections.invalidate(OTHER, hard, Cancellation.NEVER));
  }

  final void assertSuperseded(String token, String... ids) {
    assertRefused(Reason.FILL_SUPERSEDED, () -> complete(token, ids));
    cache.fillTimer.run();
  }

  final void put(String id, String text) {
    await(cache.objects.put(TestingEntries.put(id, text), Cancellation.NEVER));
  }

  final void purge(String id) {
    await(cache.objects.delete(TestingEntries.key(id), true, null, Cancellation.NEVER));
  }

  final void invalidate(String id, boolean hard) {
    await(
        cache.objects.invalidate(
            TestingEntries.NAMESPACE, List.of(TestingEntries.key(id)), hard, Cancellation.NEVER));
  }
}
