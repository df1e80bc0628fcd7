package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Precondition;
import dev.larder.model.Precondition.Absent;
import dev.larder.model.Precondition.EtagIs;
import dev.larder.model.Precondition.NewerFetchTime;
import dev.larder.model.Precondition.RevisionIs;
import dev.larder.store.WriteCommand.Delete;
import dev.larder.store.WriteCommand.PutResult;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a precondition holds. */
public abstract class PreconditionContract extends ObjectStoreContract {
  /** What is stored under the key before the put. */
  enum Before {
    NOTHING,
    LIVE,
    NEGATIVE,
    TOMBSTONE,
    GONE
  }

  static Stream<Arguments> conditions() {
    Function<PutResult, Precondition> same = put -> new RevisionIs(put.revision());
    Function<PutResult, Precondition> other = put -> new RevisionIs(put.revision() + 1);
    Function<PutResult, Precondition> sameEtag = put -> new EtagIs(put.etag());
    Function<PutResult, Precondition> otherEtag = put -> new EtagIs("other");
    Function<PutResult, Precondition> absent = put -> new Absent();
    return Stream.of(
        Arguments.of(Before.NOTHING, "revision", other, Reason.VERSION_CONFLICT),
        Arguments.of(Before.LIVE, "revision", same, null),
        Arguments.of(Before.LIVE, "other revision", other, Reason.VERSION_CONFLICT),
        Arguments.of(Before.NEGATIVE, "revision", same, null),
        Arguments.of(Before.TOMBSTONE, "revision", same, Reason.VERSION_CONFLICT),
        Arguments.of(Before.GONE, "revision", same, Reason.VERSION_CONFLICT),
        Arguments.of(Before.NOTHING, "etag", otherEtag, Reason.VERSION_CONFLICT),
        Arguments.of(Before.LIVE, "etag", sameEtag, null),
        Arguments.of(Before.LIVE, "other etag", otherEtag, Reason.VERSION_CONFLICT),
        Arguments.of(Before.TOMBSTONE, "etag", sameEtag, Reason.VERSION_CONFLICT),
        Arguments.of(Before.GONE, "etag", sameEtag, Reason.VERSION_CONFLICT),
        Arguments.of(Before.NOTHING, "absent", absent, null),
        Arguments.of(Before.LIVE, "absent", absent, Reason.ALREADY_EXISTS),
        Arguments.of(Before.NEGATIVE, "absent", absent, Reason.ALREADY_EXISTS),
        Arguments.of(Before.TOMBSTONE, "absent", absent, null),
        Arguments.of(Before.GONE, "absent", absent, null));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("conditions")
  void put_underCondition_isDoneOrRefused(
      Before before,
      String name,
      Function<PutResult, Precondition> condition,
      @Nullable Reason refusal) {
    PutResult there = prepare(before);
    var future = send(put(user("a"), content("new"), condition.apply(there)));
    if (refusal == null) {
      await(future);
      assertEquals(content("new"), read(user("a")).content());
    } else {
      long revision = currentRevision();
      assertRefused(refusal, future);
      assertEquals(revision + 1, currentRevision());
    }
  }

  private PutResult prepare(Before before) {
    if (before == Before.NOTHING) {
      return new PutResult(0, "", false);
    }
    PutResult there =
        write(put(user("a"), before == Before.NEGATIVE ? negative() : content("old"), null));
    if (before == Before.TOMBSTONE) {
      write(delete(user("a")));
    } else if (before == Before.GONE) {
      clock.advance(Duration.ofDays(30));
    }
    return there;
  }

  @Test
  void put_newerFetchTime_isDoneOnlyWhenLaterThanTheCurrentOne() {
    write(put(user("a"), content("old"), new NewerFetchTime()));
    assertRefused(
        Reason.VERSION_CONFLICT, send(put(user("a"), content("same"), new NewerFetchTime())));
    clock.advance(Duration.ofSeconds(-1));
    assertRefused(
        Reason.VERSION_CONFLICT, send(put(user("a"), content("older"), new NewerFetchTime())));
    clock.advance(Duration.ofSeconds(1).plusNanos(1_000));
    write(put(user("a"), content("newer"), new NewerFetchTime()));
    assertEquals(content("newer"), read(user("a")).content());
  }

  @Test
  void put_newerFetchTimeAfterClockWentBack_replacesEntryFromTheFuture() {
    write(put(user("a"), content("old"), new NewerFetchTime()));
    clock.advance(Duration.ofHours(-1));
    write(put(user("a"), content("newer"), new NewerFetchTime()));
    assertEquals(content("newer"), read(user("a")).content());
  }

  @Test
  void put_conflict_namesTheCurrentRevisionAndEtag() {
    PutResult there = write(put(user("a"), "1"));
    CacheException conflict =
        assertRefused(
            Reason.VERSION_CONFLICT, send(put(user("a"), content("2"), new EtagIs("other"))));
    assertEquals(
        Map.of(
            CacheException.CURRENT_REVISION,
            Long.toString(there.revision()),
            CacheException.CURRENT_ETAG,
            there.etag()),
        conflict.details());
  }

  @Test
  void delete_underCondition_isDoneOrRefused() {
    PutResult there = write(put(user("a"), "1"));
    assertRefused(
        Reason.VERSION_CONFLICT,
        send(new Delete(user("a"), false, new RevisionIs(there.revision() + 1))));
    assertEquals(false, read(user("a")).tombstone());
    assertTrue(write(new Delete(user("a"), false, new EtagIs(there.etag()))).deleted());
    assertRefused(
        Reason.VERSION_CONFLICT, send(new Delete(user("b"), true, new EtagIs(there.etag()))));
  }
}
