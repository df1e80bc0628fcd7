package dev.larder.client;

import com.google.protobuf.ByteString;
import dev.larder.v1.Entry;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PutObjectResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the wire says, in Java's words. Numbers that a newer server sends and nobody here knows
 * become UNKNOWN.
 */
final class WireResponses {
  private WireResponses() {}

  static Key key(dev.larder.v1.Key wire) {
    return new Key(wire.getNamespace(), wire.getKind(), wire.getId());
  }

  static <T> Read<T> read(GetObjectResponse wire, Codec<T> codec) {
    return new Read<>(
        outcome(wire.getOutcome()),
        wire.hasEntry() ? object(wire.getEntry(), codec) : null,
        wire.getReadRevision());
  }

  static <T> CachedObject<T> object(Entry wire, Codec<T> codec) {
    Key key = key(wire.getKey());
    return new CachedObject<>(
        key, wire.hasPayload() ? decode(key, wire.getPayload(), codec) : null, metadata(wire));
  }

  static PutResult put(PutObjectResponse wire) {
    return new PutResult(wire.getRevision(), wire.getEtag(), wire.getPayloadChanged());
  }

  static Outcome outcome(dev.larder.v1.Outcome wire) {
    return switch (wire) {
      case OUTCOME_FRESH -> Outcome.FRESH;
      case OUTCOME_STALE -> Outcome.STALE;
      case OUTCOME_NOT_MODIFIED -> Outcome.NOT_MODIFIED;
      case OUTCOME_NEGATIVE -> Outcome.NEGATIVE;
      case OUTCOME_MISS_ABSENT -> Outcome.MISS_ABSENT;
      case OUTCOME_MISS_STALE -> Outcome.MISS_STALE;
      case OUTCOME_MISS_DELETED -> Outcome.MISS_DELETED;
      case OUTCOME_MISS_INCOMPLETE -> Outcome.MISS_INCOMPLETE;
      case OUTCOME_MISS_BYPASSED -> Outcome.MISS_BYPASSED;
      case OUTCOME_DEFERRED -> Outcome.DEFERRED;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
    };
  }

  static Freshness freshness(dev.larder.v1.Freshness wire) {
    return switch (wire) {
      case FRESHNESS_UNSPECIFIED -> Freshness.KIND_DEFAULT;
      case FRESHNESS_FRESH_ONLY -> Freshness.FRESH_ONLY;
      case FRESHNESS_STALE_WHILE_REVALIDATE -> Freshness.STALE_WHILE_REVALIDATE;
      case FRESHNESS_STALE_IF_ERROR -> Freshness.STALE_IF_ERROR;
      case FRESHNESS_ANY -> Freshness.ANY;
      case FRESHNESS_REFRESH -> Freshness.REFRESH;
      case UNRECOGNIZED -> Freshness.UNKNOWN;
    };
  }

  static Lifetime lifetime(dev.larder.v1.Lifetime wire) {
    return new Lifetime(
        wire.hasFresh() ? WireTime.duration(wire.getFresh()) : null,
        wire.hasStaleWhileRevalidate() ? WireTime.duration(wire.getStaleWhileRevalidate()) : null,
        wire.hasStaleIfError() ? WireTime.duration(wire.getStaleIfError()) : null);
  }

  private static <T> @Nullable T decode(Key key, dev.larder.v1.Payload wire, Codec<T> codec) {
    ByteString content = content(wire);
    if (content == null) {
      return null;
    }
    try {
      return codec.decode(
          Payload.of(form(wire), content)
              .withContentType(wire.getContentType())
              .withContentEncoding(wire.getContentEncoding()));
    } catch (Throwable failure) {
      throw Failures.decoding(key, failure);
    }
  }

  private static @Nullable ByteString content(dev.larder.v1.Payload wire) {
    return switch (wire.getFormCase()) {
      case JSON -> wire.getJsonBytes();
      case DATA -> wire.getData();
      case VALUE -> ByteString.copyFromUtf8(WireJson.text(wire.getValue()));
      case FORM_NOT_SET -> null;
    };
  }

  private static Payload.Form form(dev.larder.v1.Payload wire) {
    return switch (wire.getFormCase()) {
      case JSON -> Payload.Form.JSON;
      case VALUE -> Payload.Form.VALUE;
      case DATA, FORM_NOT_SET -> Payload.Form.BYTES;
    };
  }

  private static EntryMetadata metadata(Entry wire) {
    return new EntryMetadata(
        wire.getNegative(),
        wire.getRevision(),
        wire.getEtag(),
        WireTime.instant(wire.getFetchTime()),
        wire.hasDeleteTime() ? WireTime.instant(wire.getDeleteTime()) : null,
        lifetime(wire.getLifetime()),
        WireTime.duration(wire.getAge()),
        WireTime.duration(wire.getFreshFor()),
        indexTerms(wire),
        List.copyOf(wire.getTagsList()),
        wire.getOriginValidator(),
        wire.getPayload().getContentType(),
        wire.getPayload().getContentEncoding());
  }

  private static List<IndexTerm> indexTerms(Entry wire) {
    return wire.getIndexTermsList().stream()
        .map(term -> new IndexTerm(term.getField(), term.getValue()))
        .toList();
  }
}
