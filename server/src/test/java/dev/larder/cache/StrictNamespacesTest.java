package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.KindPolicy;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.ReadPolicy;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.PutBatch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In strict mode every operation refuses what was not set up; otherwise none does. */
final class StrictNamespacesTest {
  /** An operation on an object of a namespace and kind. */
  private record Operation(
      String name, BiFunction<ObjectCache, ObjectKey, CompletableFuture<?>> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Operation> operations() {
    Cancellation never = Cancellation.NEVER;
    return Stream.of(
        new Operation("get", (cache, key) -> cache.get(read(key), never)),
        new Operation("getAll", (cache, key) -> cache.getAll(List.of(read(key)), never)),
        new Operation("lookup", (cache, key) -> cache.lookup(lookup(key), never)),
        new Operation("put", (cache, key) -> cache.put(put(key), never)),
        new Operation(
            "touch", (cache, key) -> cache.touch(List.of(key), LifetimeRequest.UNSET, never)),
        new Operation("delete", (cache, key) -> cache.delete(key, true, null, never)),
        new Operation(
            "invalidate",
            (cache, key) -> cache.invalidate(key.namespace(), List.of(key), true, never)),
        new Operation(
            "invalidateKind",
            (cache, key) -> cache.invalidateKind(key.namespace(), key.kind(), true, never)));
  }

  private static ReadRequest read(ObjectKey key) {
    return new ReadRequest(key, ReadPolicy.DEFAULT, "");
  }

  private static PutRequest put(ObjectKey key) {
    return TestingEntries.put(key, TestingEntries.content("text"));
  }

  private static LookupRequest lookup(ObjectKey key) {
    return new LookupRequest(
        key.namespace(), key.kind(), Set.of(), null, ReadPolicy.DEFAULT, null, 10);
  }

  private static TestingCache strictWithOneKind() {
    TestingCache cache = TestingCache.strict();
    cache
        .administration
        .putNamespace(
            new NamespaceSettings(
                TestingEntries.NAMESPACE,
                NamespaceLimits.NONE,
                new TreeMap<>(Map.of(TestingEntries.KIND, KindPolicy.DEFAULT))),
            null,
            false,
            Cancellation.NEVER)
        .join();
    return cache;
  }

  private static Reason reason(CompletableFuture<?> failed) {
    Throwable cause = assertThrows(CompletionException.class, failed::join).getCause();
    return assertInstanceOf(CacheException.class, cause).reason();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void strict_unknownNamespaceOrKind_isRefused(Operation operation) {
    ObjectCache cache = strictWithOneKind().cache;

    assertEquals(
        Reason.NAMESPACE_NOT_FOUND,
        reason(operation.call().apply(cache, new ObjectKey("elsewhere", "users", "a"))));
    assertEquals(
        Reason.KIND_NOT_FOUND,
        reason(
            operation
                .call()
                .apply(cache, new ObjectKey(TestingEntries.NAMESPACE, "elsewhere", "a"))));
  }

  @Test
  void strict_tagsOfAnUnknownNamespace_areRefused() {
    ObjectCache cache = strictWithOneKind().cache;
    List<String> tags = List.of("a");

    assertEquals(
        Reason.NAMESPACE_NOT_FOUND,
        reason(cache.invalidateTags("elsewhere", tags, true, Cancellation.NEVER)));
    assertEquals(
        InvalidateResult.UNCOUNTED,
        cache
            .invalidateTags(TestingEntries.NAMESPACE, tags, true, Cancellation.NEVER)
            .join()
            .invalidated());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void strict_knownKind_isAccepted(Operation operation) {
    Object unused =
        operation.call().apply(strictWithOneKind().cache, TestingEntries.key("a")).join();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void lenient_unknownNamespace_isAccepted(Operation operation) {
    Object unused =
        operation
            .call()
            .apply(TestingCache.withHotTier().cache, new ObjectKey("elsewhere", "users", "a"))
            .join();
  }

  @Test
  void strict_batchWithUnknownKind_refusesThatItemAlone() {
    List<PutBatch.Item> items =
        strictWithOneKind()
            .cache
            .putAll(
                List.of(
                    put(TestingEntries.key("a")), put(new ObjectKey("elsewhere", "users", "a"))),
                false,
                Cancellation.NEVER)
            .join();

    assertInstanceOf(PutBatch.Stored.class, items.get(0));
    assertEquals(
        Reason.NAMESPACE_NOT_FOUND,
        assertInstanceOf(PutBatch.Refused.class, items.get(1)).why().reason());
  }
}
