package dev.larder.transport;

import dev.larder.v1.AppendSnapshotRequest;
import dev.larder.v1.BeginSnapshotRequest;
import dev.larder.v1.CollectionRef;
import dev.larder.v1.CollectionState;
import dev.larder.v1.CommitSnapshotRequest;
import dev.larder.v1.Entry;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.Key;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReplaceCollectionRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of collections say most to a server of their own, over a real socket. */
abstract class CollectionCallsFixture {
  static final CollectionRef ALL = Requests.COLLECTION;

  @TempDir Path directory;
  TestingServer server;

  @BeforeEach
  final void start() throws Exception {
    server = TestingServer.start(directory);
  }

  @AfterEach
  final void stop() {
    server.close();
  }

  static PutObjectRequest member(String id) {
    return PutObjectRequest.newBuilder()
        .setKey(Key.newBuilder().setId(id))
        .setPayload(Payload.newBuilder().setJson("{\"id\":\"" + id + "\"}"))
        .build();
  }

  static List<PutObjectRequest> members(String... ids) {
    return Stream.of(ids).map(CollectionCallsFixture::member).toList();
  }

  static ReplaceCollectionRequest.Builder replacement(List<PutObjectRequest> members) {
    return ReplaceCollectionRequest.newBuilder().setRef(ALL).addAllMembers(members);
  }

  final GetCollectionResponse get(GetCollectionRequest.Builder request) {
    return server.cache().getCollection(request.build());
  }

  static List<String> ids(List<Entry> entries) {
    return entries.stream().map(entry -> entry.getKey().getId()).toList();
  }

  static List<String> ids(GetCollectionResponse answer) {
    return ids(answer.getEntriesList());
  }

  /**
   * Begins a snapshot; answers its id.
   *
   * @param token of the leader whose fill it completes; empty: of none
   */
  final String beginSnapshot(CollectionRef ref, String token) {
    return server
        .cache()
        .beginSnapshot(BeginSnapshotRequest.newBuilder().setRef(ref).setFillToken(token).build())
        .getSnapshotId();
  }

  final void append(String snapshot, int page, String... ids) {
    var unused =
        server
            .cache()
            .appendSnapshot(
                AppendSnapshotRequest.newBuilder()
                    .setSnapshotId(snapshot)
                    .setPageIndex(page)
                    .addAllMembers(members(ids))
                    .build());
  }

  final CollectionState commit(String snapshot, int pages) {
    return server
        .cache()
        .commitSnapshot(
            CommitSnapshotRequest.newBuilder().setSnapshotId(snapshot).setPageCount(pages).build())
        .getState();
  }

  final InvalidateResponse invalidateAll(String namespace) {
    return server
        .cache()
        .invalidate(
            InvalidateRequest.newBuilder().setNamespace(namespace).setCollection(ALL).build());
  }
}
