package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.larder.v1.Freshness;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.InvalidateMode;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.Outcome;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.TagList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags over the wire: put, told, invalidated. */
class TagCallsTest {
  @TempDir Path directory;
  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestingServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static PutObjectRequest put(String... tags) {
    return Requests.put().toBuilder().clearTags().addAllTags(List.of(tags)).build();
  }

  private long revisionOf(PutObjectRequest put) {
    return server.cache().putObject(put).getRevision();
  }

  private GetObjectResponse get(Freshness freshness) {
    return server
        .cache()
        .getObject(
            GetObjectRequest.newBuilder()
                .setKey(Requests.KEY)
                .setPolicy(ReadPolicy.newBuilder().setFreshness(freshness))
                .build());
  }

  private Outcome outcome() {
    return get(Freshness.FRESHNESS_FRESH_ONLY).getOutcome();
  }

  private InvalidateResponse invalidate(InvalidateMode mode, String namespace, String... tags) {
    return server
        .cache()
        .invalidate(
            InvalidateRequest.newBuilder()
                .setNamespace(namespace)
                .setMode(mode)
                .setTags(TagList.newBuilder().addAllTags(List.of(tags)))
                .build());
  }

  @Test
  void tags_areToldInTheirOrder() {
    List<String> tags = List.of("z", "中文 𐐀", "a");
    long unused = revisionOf(put(tags.toArray(String[]::new)));
    assertEquals(tags, get(Freshness.FRESHNESS_ANY).getEntry().getTagsList());
    LookupObjectsRequest lookup =
        LookupObjectsRequest.newBuilder().setNamespace("acme").setKind("users").build();
    assertEquals(tags, server.cache().lookupObjects(lookup).getEntries(0).getTagsList());
  }

  @Test
  void invalidate_soft_entryIsStaleAndNobodyHasCounted() {
    long put = revisionOf(put("team"));
    InvalidateResponse answer =
        invalidate(InvalidateMode.INVALIDATE_MODE_UNSPECIFIED, "acme", "team", "other");
    assertEquals(put + 2, answer.getRevision());
    assertEquals(-1, answer.getInvalidated());
    assertEquals(Outcome.OUTCOME_MISS_STALE, outcome());
    assertEquals(Outcome.OUTCOME_STALE, get(Freshness.FRESHNESS_ANY).getOutcome());
    assertTrue(revisionOf(put("team")) > answer.getRevision());
    assertEquals(Outcome.OUTCOME_FRESH, outcome());
  }

  @Test
  void invalidate_hard_entryIsGone() {
    long unused = revisionOf(put("team"));
    var unusedAnswer = invalidate(InvalidateMode.INVALIDATE_MODE_HARD, "acme", "team");
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, get(Freshness.FRESHNESS_ANY).getOutcome());
  }

  @Test
  void invalidate_thenPutOfWhatWasFetchedBefore_staysStale() {
    long unused = revisionOf(put("team"));
    Instant fetched = server.clock.instant();
    server.clock.advance(Duration.ofMinutes(1));
    var unusedAnswer = invalidate(InvalidateMode.INVALIDATE_MODE_SOFT, "acme", "team");
    Timestamp fetchTime =
        Timestamp.newBuilder()
            .setSeconds(fetched.getEpochSecond())
            .setNanos(fetched.getNano())
            .build();
    long late = revisionOf(put("team").toBuilder().setFetchTime(fetchTime).build());
    assertEquals(late, get(Freshness.FRESHNESS_ANY).getEntry().getRevision());
    assertEquals(Outcome.OUTCOME_MISS_STALE, outcome());
  }

  @Test
  void invalidate_unknownNamespace_isNothing() {
    InvalidateResponse answer = invalidate(InvalidateMode.INVALIDATE_MODE_HARD, "nowhere", "team");
    assertEquals(InvalidateResponse.getDefaultInstance(), answer);
  }
}
