package dev.larder.transport;

import dev.larder.cache.CollectionAnswer;
import dev.larder.cache.CollectionCache;
import dev.larder.cache.CollectionReplacement;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Precondition;
import dev.larder.v1.AppendSnapshotRequest;
import dev.larder.v1.AppendSnapshotResponse;
import dev.larder.v1.BeginSnapshotRequest;
import dev.larder.v1.BeginSnapshotResponse;
import dev.larder.v1.CommitSnapshotRequest;
import dev.larder.v1.CommitSnapshotResponse;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.PayloadView;
import dev.larder.v1.ReplaceCollectionRequest;
import dev.larder.v1.ReplaceCollectionResponse;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The unary RPCs on collections; {@link CollectionStreams} has the other.
 *
 * <p>Thread-safe.
 */
final class Collections {
  /** The most pages of a snapshot. */
  private static final int MOST_PAGES = 100_000;

  private final CollectionCache cache;
  private final MemberMapper members;
  private final EntryMapper entries;
  private final FillMapper fills;
  private final SharedAnswers<CollectionPage> largeAnswers;
  private final int maxPageBytes;

  @Inject
  Collections(
      CollectionCache cache,
      MemberMapper members,
      EntryMapper entries,
      FillMapper fills,
      PayloadWork payloads,
      MessageLimits limits) {
    this.cache = cache;
    this.members = members;
    this.entries = entries;
    this.fills = fills;
    this.largeAnswers = new SharedAnswers<>(payloads);
    this.maxPageBytes = limits.maxCollectionPageBytes();
  }

  CompletableFuture<GetCollectionResponse> get(
      GetCollectionRequest request, Cancellation cancellation) {
    AnswerRoom room = AnswerRoom.ofCaller();
    return cache
        .get(CollectionMapper.read(request, fills), cancellation)
        .thenCompose(
            answer ->
                written(room, request, answer)
                    .whenComplete((told, failure) -> giveBackAfter(failure, answer)));
  }

  private CompletableFuture<GetCollectionResponse> written(
      AnswerRoom room, GetCollectionRequest request, CollectionAnswer answer) {
    PayloadView view = request.getPolicy().getView();
    return largeAnswers.answer(
        room,
        answer.entries(),
        view,
        CollectionPage.bytes(answer, view, maxPageBytes),
        () -> CollectionPage.of(answer, view, entries, maxPageBytes),
        page -> response(request, answer, page));
  }

  private void giveBackAfter(@Nullable Throwable failure, CollectionAnswer answer) {
    if (failure != null) {
      cache.giveBack(answer);
    }
  }

  private GetCollectionResponse response(
      GetCollectionRequest request, CollectionAnswer answer, CollectionPage page) {
    GetCollectionResponse.Builder response =
        GetCollectionResponse.newBuilder()
            .setOutcome(OutcomeMapper.write(answer.outcome()))
            .addAllEntries(page.entries())
            .setReadRevision(answer.readRevision())
            .setNextPageToken(
                PageTokens.next(
                    CollectionMapper.arguments(request), CollectionPage.position(page.next())));
    if (answer.view() != null) {
      response.setState(CollectionMapper.write(answer.view()));
    }
    if (answer.ticket() != null) {
      response.setFill(entries.write(answer.ticket(), request.getPolicy().getView()));
    }
    return response.build();
  }

  CompletableFuture<ReplaceCollectionResponse> replace(
      ReplaceCollectionRequest request, Cancellation cancellation) {
    CollectionRef ref = CollectionMapper.ref(request.getRef(), "ref");
    return cache
        .replace(
            new CollectionReplacement(
                ref,
                LifetimeMapper.read(request.getLifetime(), "lifetime"),
                request.hasPrecondition() ? precondition(request.getPrecondition()) : null,
                token(request.getFillToken())),
            members.read(ref, request.getMembersList()),
            cancellation)
        .thenApply(
            view ->
                ReplaceCollectionResponse.newBuilder()
                    .setState(CollectionMapper.write(view))
                    .build());
  }

  private static @Nullable String token(String wire) {
    return wire.isEmpty() ? null : wire;
  }

  private static @Nullable Precondition precondition(dev.larder.v1.Precondition wire) {
    return PreconditionMapper.forCollection(wire, "precondition");
  }

  CompletableFuture<BeginSnapshotResponse> begin(BeginSnapshotRequest request) {
    return cache
        .begin(
            new CollectionReplacement(
                CollectionMapper.ref(request.getRef(), "ref"),
                LifetimeMapper.read(request.getLifetime(), "lifetime"),
                request.hasPrecondition() ? precondition(request.getPrecondition()) : null,
                token(request.getFillToken())))
        .thenApply(
            id ->
                BeginSnapshotResponse.newBuilder()
                    .setSnapshotId(id)
                    .setExpiresIn(WireTimes.duration(CollectionCache.SNAPSHOT_KEPT))
                    .build());
  }

  CompletableFuture<AppendSnapshotResponse> append(
      AppendSnapshotRequest request, Cancellation cancellation) {
    int page = request.getPageIndex();
    if (page < 0 || page >= MOST_PAGES) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "page_index", "must be from 0 to " + (MOST_PAGES - 1));
    }
    CollectionRef ref = cache.snapshotOf(request.getSnapshotId());
    return cache
        .append(
            request.getSnapshotId(),
            page,
            members.read(ref, request.getMembersList()),
            cancellation)
        .thenApply(
            stored ->
                AppendSnapshotResponse.newBuilder()
                    .setExpiresIn(WireTimes.duration(CollectionCache.SNAPSHOT_KEPT))
                    .build());
  }

  CompletableFuture<CommitSnapshotResponse> commit(CommitSnapshotRequest request) {
    int pages = request.getPageCount();
    if (pages < 0 || pages > MOST_PAGES) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "page_count", "must be from 0 to " + MOST_PAGES);
    }
    return cache
        .commit(request.getSnapshotId(), pages)
        .thenApply(
            view ->
                CommitSnapshotResponse.newBuilder().setState(CollectionMapper.write(view)).build());
  }
}
