package dev.larder.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was put, without when: the part of an entry that a touch leaves alone.
 *
 * @param payload null for a negative entry: the origin said that the object does not exist
 * @param etag names the payload's bytes; empty for a negative entry
 * @param indexTerms in the order in which they were put
 * @param originValidator the origin's own ETag or Last-Modified; may be empty
 */
public record Content(
    @Nullable Payload payload, String etag, List<IndexTerm> indexTerms, String originValidator) {
  public Content {
    indexTerms = List.copyOf(indexTerms);
  }

  /** Content whose etag is reckoned from the payload. */
  public static Content of(
      @Nullable Payload payload, List<IndexTerm> indexTerms, String originValidator) {
    return new Content(
        payload, payload == null ? "" : Etag.of(payload.bytes()), indexTerms, originValidator);
  }

  /** True when this records that the origin has no such object. */
  public boolean negative() {
    return payload == null;
  }
}
