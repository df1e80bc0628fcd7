package dev.larder.client;

import dev.larder.v1.AppendSnapshotRequest;
import dev.larder.v1.AppendSnapshotResponse;
import dev.larder.v1.BeginSnapshotRequest;
import dev.larder.v1.BeginSnapshotResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CommitSnapshotRequest;
import dev.larder.v1.CommitSnapshotResponse;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReplaceCollectionRequest;
import dev.larder.v1.ReplaceCollectionResponse;
import java.util.List;

/** The calls of the cache service on collections. */
final class CollectionOperations {
  private CollectionOperations() {}

  static <T> Operation<GetCollectionRequest, GetCollectionResponse, CollectionPage<T>> get(
      CollectionRef ref, Codec<T> codec, ReadOptions options, int pageSize, String pageToken) {
    String etag = options.ifNoneMatch();
    return new Operation<>(
        CacheServiceGrpc.getGetCollectionMethod(),
        GetCollectionRequest.newBuilder()
            .setRef(ref(ref))
            .setPolicy(WireRequests.policy(options))
            .setIfNoneMatch(etag == null ? "" : etag)
            .setPageSize(pageSize)
            .setPageToken(pageToken)
            .build(),
        response -> page(response, codec),
        true);
  }

  private static <T> CollectionPage<T> page(GetCollectionResponse response, Codec<T> codec) {
    return new CollectionPage<>(
        WireResponses.outcome(response.getOutcome()),
        response.getEntriesList().stream()
            .map(entry -> WireResponses.object(entry, codec))
            .toList(),
        response.getNextPageToken(),
        response.hasState() ? state(response.getState()) : null);
  }

  static <T>
      Operation<ReplaceCollectionRequest, ReplaceCollectionResponse, CollectionState> replace(
          CollectionRef ref, List<Put<T>> members, Codec<T> codec) {
    return new Operation<>(
        CacheServiceGrpc.getReplaceCollectionMethod(),
        ReplaceCollectionRequest.newBuilder()
            .setRef(ref(ref))
            .addAllMembers(puts(members, codec))
            .build(),
        response -> state(response.getState()),
        false);
  }

  static Operation<BeginSnapshotRequest, BeginSnapshotResponse, String> begin(CollectionRef ref) {
    return new Operation<>(
        CacheServiceGrpc.getBeginSnapshotMethod(),
        BeginSnapshotRequest.newBuilder().setRef(ref(ref)).build(),
        BeginSnapshotResponse::getSnapshotId,
        false);
  }

  static <T> Operation<AppendSnapshotRequest, AppendSnapshotResponse, Boolean> append(
      String snapshotId, int pageIndex, List<Put<T>> members, Codec<T> codec) {
    return new Operation<>(
        CacheServiceGrpc.getAppendSnapshotMethod(),
        AppendSnapshotRequest.newBuilder()
            .setSnapshotId(snapshotId)
            .setPageIndex(pageIndex)
            .addAllMembers(puts(members, codec))
            .build(),
        response -> true,
        false);
  }

  static Operation<CommitSnapshotRequest, CommitSnapshotResponse, CollectionState> commit(
      String snapshotId, int pageCount) {
    return new Operation<>(
        CacheServiceGrpc.getCommitSnapshotMethod(),
        CommitSnapshotRequest.newBuilder()
            .setSnapshotId(snapshotId)
            .setPageCount(pageCount)
            .build(),
        response -> state(response.getState()),
        false);
  }

  private static <T> List<PutObjectRequest> puts(List<Put<T>> members, Codec<T> codec) {
    return members.stream().map(member -> WireRequests.put(member, codec)).toList();
  }

  private static dev.larder.v1.CollectionRef ref(CollectionRef ref) {
    return dev.larder.v1.CollectionRef.newBuilder()
        .setNamespace(ref.namespace())
        .setKind(ref.kind())
        .setCollection(ref.collection())
        .build();
  }

  private static CollectionState state(dev.larder.v1.CollectionState wire) {
    return new CollectionState(
        wire.getRevision(),
        wire.getEtag(),
        wire.getGeneration(),
        wire.getComplete(),
        wire.getMemberCount(),
        WireTime.instant(wire.getFetchTime()),
        WireTime.duration(wire.getFreshFor()),
        wire.hasStalestMemberFreshFor()
            ? WireTime.duration(wire.getStalestMemberFreshFor())
            : null);
  }
}
