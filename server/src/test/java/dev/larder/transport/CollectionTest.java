package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.Entry;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Precondition;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.ReplaceCollectionRequest;
import dev.larder.v1.ReplaceCollectionResponse;
import dev.larder.v1.StreamCollectionRequest;
import dev.larder.v1.StreamCollectionResponse;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Collections over a real socket. */
class CollectionTest extends CollectionCallsFixture {
  private ReplaceCollectionResponse replace(String... ids) {
    return server.cache().replaceCollection(replacement(members(ids)).build());
  }

  private static GetCollectionRequest.Builder read() {
    return GetCollectionRequest.newBuilder().setRef(ALL);
  }

  @Test
  void replace_thenGet_isTheWholeCollection() {
    var state = replace("b", "a").getState();
    GetCollectionResponse got = get(read());
    assertEquals(Outcome.OUTCOME_FRESH, got.getOutcome());
    assertEquals(List.of("a", "b"), ids(got.getEntriesList()));
    assertEquals("{\"id\":\"a\"}", got.getEntries(0).getPayload().getJson());
    assertEquals("", got.getNextPageToken());
    assertEquals(ALL, got.getState().getRef());
    assertEquals(2, got.getState().getMemberCount());
    assertTrue(got.getState().getComplete());
    assertEquals(3600, got.getState().getFreshFor().getSeconds());
    assertEquals(3600, got.getState().getStalestMemberFreshFor().getSeconds());
    assertEquals(state.getEtag(), got.getState().getEtag());
    assertEquals(state.getGeneration(), got.getState().getGeneration());
    assertEquals(state.getRevision(), got.getReadRevision());
  }

  @Test
  void get_ofWhatWasNeverCommitted_isAMissWithoutState() {
    GetCollectionResponse got = get(read());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, got.getOutcome());
    assertFalse(got.hasState());
  }

  @Test
  void get_inPages_goesOnAfterAReplacement() {
    replace("a", "b", "c");
    GetCollectionResponse first = get(read().setPageSize(1));
    replace("x");
    GetCollectionResponse rest = get(read().setPageToken(first.getNextPageToken()));
    assertEquals(List.of("b", "c"), ids(rest.getEntriesList()));
    assertEquals(first.getState(), rest.getState());
  }

  @Test
  void pageToken_ofOtherArguments_isRefused() {
    replace("a", "b");
    String token = get(read().setPageSize(1)).getNextPageToken();
    ReadPolicy other = ReadPolicy.newBuilder().setFreshnessValue(4).build();
    assertFails(
        Code.INVALID_ARGUMENT,
        "PAGE_TOKEN_INVALID",
        () -> get(read().setPageToken(token).setPolicy(other)));
    assertFails(
        Code.INVALID_ARGUMENT,
        "PAGE_TOKEN_INVALID",
        () -> server.cache().streamCollection(stream(token)).next());
  }

  @Test
  void get_whatBreaksTheContract_isRefused() {
    assertFails(
        Code.INVALID_ARGUMENT,
        "POLICY_INVALID",
        () -> get(read().setPolicy(ReadPolicy.newBuilder().setIncludeDeleted(true))));
    assertFails(Code.INVALID_ARGUMENT, "POLICY_INVALID", () -> get(read().setMemberRuleValue(9)));
    assertFails(
        Code.INVALID_ARGUMENT,
        "KEY_INVALID",
        () -> get(read().setRef(ALL.toBuilder().clearCollection())));
  }

  @Test
  void replace_whatBreaksTheContract_isRefused() {
    PutObjectRequest elsewhere =
        member("a").toBuilder().setKey(Key.newBuilder().setKind("other").setId("a")).build();
    assertRefused("KEY_INVALID", replacement(List.of(member("a"), elsewhere)));
    assertRefused("KEY_INVALID", replacement(members("a", "a")));
    assertRefused("KEY_INVALID", replacement(members("")));
    PutObjectRequest conditional =
        member("a").toBuilder().setPrecondition(Precondition.newBuilder().setAbsent(true)).build();
    assertRefused("POLICY_INVALID", replacement(List.of(conditional)));
    assertRefused(
        "POLICY_INVALID",
        replacement(List.of()).setPrecondition(Precondition.newBuilder().setNewerFetchTime(true)));
    List<PutObjectRequest> many = IntStream.range(0, 1001).mapToObj(i -> member("id" + i)).toList();
    assertRefused("REQUEST_INVALID", replacement(many));
  }

  private void assertRefused(String reason, ReplaceCollectionRequest.Builder request) {
    assertFails(
        Code.INVALID_ARGUMENT, reason, () -> server.cache().replaceCollection(request.build()));
  }

  @Test
  void snapshot_inPages_isCommittedWhole() {
    String id = beginSnapshot(ALL, "");
    append(id, 1, "b");
    assertFails(Code.FAILED_PRECONDITION, "SNAPSHOT_INCOMPLETE", () -> commit(id, 2));
    append(id, 0, "a");
    assertEquals(2, commit(id, 2).getMemberCount());
    assertEquals(
        commit(id, 2), get(read()).getState().toBuilder().clearStalestMemberFreshFor().build());
    assertFails(Code.NOT_FOUND, "SNAPSHOT_NOT_FOUND", () -> append("other", 0, "a"));
    assertFails(Code.INVALID_ARGUMENT, "POLICY_INVALID", () -> append(id, 100_000, "a"));
    assertFails(Code.INVALID_ARGUMENT, "POLICY_INVALID", () -> commit(id, -1));
  }

  private static StreamCollectionRequest stream(String resumeToken) {
    return StreamCollectionRequest.newBuilder().setRef(ALL).setResumeToken(resumeToken).build();
  }

  private List<StreamCollectionResponse> streamAll(String resumeToken) {
    List<StreamCollectionResponse> messages = new ArrayList<>();
    server.cache().streamCollection(stream(resumeToken)).forEachRemaining(messages::add);
    return messages;
  }

  @Test
  void stream_ofAMiss_isOneMessage() {
    List<StreamCollectionResponse> messages = streamAll("");
    assertEquals(1, messages.size());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, messages.get(0).getOutcome());
    assertEquals("", messages.get(0).getResumeToken());
  }

  @Test
  void stream_ofMany_resumesAfterEveryMessage() {
    int count = 5_000;
    snapshot(count, 1000);
    List<StreamCollectionResponse> messages = streamAll("");
    List<String> all =
        messages.stream().flatMap(message -> ids(message.getEntriesList()).stream()).toList();
    assertEquals(IntStream.range(0, count).mapToObj(CollectionTest::id).toList(), all);
    assertTrue(messages.size() > 2, "more than one message");
    assertTrue(messages.get(0).hasState());
    assertFalse(messages.get(1).hasState());
    assertEquals("", messages.get(messages.size() - 1).getResumeToken());
    int before = messages.get(0).getEntriesCount() + messages.get(1).getEntriesCount();
    List<String> rest =
        streamAll(messages.get(1).getResumeToken()).stream()
            .flatMap(message -> ids(message.getEntriesList()).stream())
            .toList();
    assertEquals(all.subList(before, count), rest);
  }

  @Test
  void stream_of100000_comesWholeAndInOrder() {
    int count = 100_000;
    snapshot(count, 1000);
    var messages = server.cache().streamCollection(stream(""));
    int next = 0;
    while (messages.hasNext()) {
      for (Entry entry : messages.next().getEntriesList()) {
        assertEquals(id(next++), entry.getKey().getId());
      }
    }
    assertEquals(count, next);
  }

  private static String id(int number) {
    return "id%07d".formatted(number);
  }

  private void snapshot(int count, int pageSize) {
    String id = beginSnapshot(ALL, "");
    int pages = count / pageSize;
    for (int page = 0; page < pages; page++) {
      append(
          id,
          page,
          IntStream.range(page * pageSize, (page + 1) * pageSize)
              .mapToObj(CollectionTest::id)
              .toArray(String[]::new));
    }
    assertEquals(count, commit(id, pages).getMemberCount());
  }

  @Test
  void stream_whoseCallerGoes_givesItsPlaceBack() {
    snapshot(50_000, 1000);
    io.grpc.Context.CancellableContext context = io.grpc.Context.current().withCancellation();
    context.run(
        () -> {
          var messages = server.cache().streamCollection(stream(""));
          assertTrue(messages.hasNext());
          context.cancel(null);
        });
    server.awaitInFlight(0);
  }

  @Test
  void stream_largeRequest_isRefusedAsItShould() {
    String large = "x".repeat(100_000);
    assertFails(
        Code.INVALID_ARGUMENT,
        "KEY_INVALID",
        () ->
            server
                .cache()
                .streamCollection(
                    stream("").toBuilder().setRef(ALL.toBuilder().setCollection(large)).build())
                .next());
  }

  @Test
  void invalidate_collection_reachesSetAndMembers() {
    replace("a", "b");
    InvalidateResponse soft = invalidateAll("acme");
    assertEquals(2, soft.getInvalidated());
    assertEquals(Outcome.OUTCOME_MISS_STALE, get(read()).getOutcome());
    assertFails(Code.INVALID_ARGUMENT, "KEY_INVALID", () -> invalidateAll("other"));
  }

  @Test
  void stats_tellCollectionsAndMembers() {
    replace("a", "b");
    var stats = server.admin().getStats(GetStatsRequest.getDefaultInstance());
    assertEquals(1, stats.getCollections());
    assertEquals(2, stats.getCollectionMembers());
  }
}
