package dev.larder.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was put, without when: the part of an entry that a touch leaves alone.
 *
 * @param payload null for a negative entry: the origin said that the object does not exist
 * @param etag names the payload's bytes; empty for a negative entry
 * @param indexTerms in the order in which they were put
 * @param tags by which it can be invalidated, each once, in the order in which they were put
 * @param originValidator the origin's own ETag or Last-Modified; may be empty
 */
public record Content(
    @Nullable Payload payload,
    String etag,
    List<IndexTerm> indexTerms,
    List<String> tags,
    String originValidator) {
  /** The most tags of one object. */
  public static final int MAX_TAGS = 64;

  /** Of one tag, in UTF-8. */
  public static final int MAX_TAG_BYTES = 512;

  public Content {
    indexTerms = List.copyOf(indexTerms);
    tags = List.copyOf(tags);
  }

  /** Content without tags. */
  public Content(
      @Nullable Payload payload, String etag, List<IndexTerm> indexTerms, String originValidator) {
    this(payload, etag, indexTerms, List.of(), originValidator);
  }

  /** Content without tags, whose etag is reckoned from the payload. */
  public static Content of(
      @Nullable Payload payload, List<IndexTerm> indexTerms, String originValidator) {
    return of(payload, indexTerms, List.of(), originValidator);
  }

  /** Content whose etag is reckoned from the payload. */
  public static Content of(
      @Nullable Payload payload,
      List<IndexTerm> indexTerms,
      List<String> tags,
      String originValidator) {
    return new Content(
        payload,
        payload == null ? "" : Etag.of(payload.bytes()),
        indexTerms,
        tags,
        originValidator);
  }

  /** True when this records that the origin has no such object. */
  public boolean negative() {
    return payload == null;
  }
}
