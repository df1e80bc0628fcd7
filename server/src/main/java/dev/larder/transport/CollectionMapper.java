package dev.larder.transport;

import dev.larder.cache.CollectionCursor;
import dev.larder.cache.CollectionRequest;
import dev.larder.cache.CollectionView;
import dev.larder.cache.FillRequest;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.ReadPolicy;
import dev.larder.v1.CollectionState;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.StreamCollectionRequest;
import org.jspecify.annotations.Nullable;

/** Collections: what is asked of them, checked, and what they are, in the words of the wire. */
final class CollectionMapper {
  private static final String TOKEN = "page_token";
  private static final String RESUME_TOKEN = "resume_token";

  /** The most that the store gives at once; a message may hold less. */
  private static final int STREAMED_AT_ONCE = 1000;

  private CollectionMapper() {}

  static CollectionRef ref(dev.larder.v1.CollectionRef wire, String field) {
    return new CollectionRef(
        KeyMapper.name(wire.getNamespace(), field + ".namespace"),
        KeyMapper.name(wire.getKind(), field + ".kind"),
        KeyMapper.name(wire.getCollection(), field + ".collection"));
  }

  static dev.larder.v1.CollectionRef write(CollectionRef ref) {
    return dev.larder.v1.CollectionRef.newBuilder()
        .setNamespace(ref.namespace())
        .setKind(ref.kind())
        .setCollection(ref.name())
        .build();
  }

  static CollectionRequest read(GetCollectionRequest request, FillMapper fills) {
    return new CollectionRequest(
        ref(request.getRef(), "ref"),
        policy(request.getPolicy()),
        ModeMapper.allFresh(request.getMemberRule()),
        request.getIfNoneMatch(),
        FieldChecks.pageSize(request.getPageSize()),
        cursor(PageTokens.after(arguments(request), request.getPageToken(), TOKEN), TOKEN),
        fill(request, fills));
  }

  private static @Nullable FillRequest fill(GetCollectionRequest request, FillMapper fills) {
    if (!request.hasFill()) {
      return null;
    } else if (!request.getPageToken().isEmpty()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "fill", "only the first page takes part in a fill");
    }
    return fills.read(request.getFill(), "fill");
  }

  static CollectionRequest read(StreamCollectionRequest request) {
    return new CollectionRequest(
        ref(request.getRef(), "ref"),
        policy(request.getPolicy()),
        ModeMapper.allFresh(request.getMemberRule()),
        request.getIfNoneMatch(),
        STREAMED_AT_ONCE,
        cursor(
            PageTokens.after(arguments(request), request.getResumeToken(), RESUME_TOKEN),
            RESUME_TOKEN));
  }

  private static ReadPolicy policy(dev.larder.v1.ReadPolicy wire) {
    ReadPolicy policy = ReadMapper.policy(wire);
    if (policy.includeDeleted()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "policy.include_deleted", "what is deleted is no member");
    }
    return policy;
  }

  private static @Nullable CollectionCursor cursor(@Nullable String text, String field) {
    try {
      return text == null ? null : CollectionCursor.parse(text);
    } catch (IllegalArgumentException e) {
      throw PageTokens.foreign(field, e);
    }
  }

  /** What a page token is bound to. */
  static GetCollectionRequest arguments(GetCollectionRequest request) {
    return request.toBuilder()
        .clearPageToken()
        .clearPageSize()
        .clearIfNoneMatch()
        .clearFill()
        .build();
  }

  /** What a resume token is bound to. */
  static StreamCollectionRequest arguments(StreamCollectionRequest request) {
    return request.toBuilder().clearResumeToken().clearIfNoneMatch().build();
  }

  static CollectionState write(CollectionView view) {
    var collection = view.collection();
    CollectionState.Builder wire =
        CollectionState.newBuilder()
            .setRef(write(collection.ref()))
            .setRevision(collection.revision())
            .setEtag(collection.etag())
            .setGeneration(collection.setId())
            .setComplete(view.complete())
            .setMemberCount(collection.memberCount())
            .setFetchTime(WireTimes.timestamp(collection.validity().fetchTime()))
            .setFreshFor(WireTimes.duration(view.freshFor()));
    if (view.stalestMemberFreshFor() != null) {
      wire.setStalestMemberFreshFor(WireTimes.duration(view.stalestMemberFreshFor()));
    }
    return wire.build();
  }
}
