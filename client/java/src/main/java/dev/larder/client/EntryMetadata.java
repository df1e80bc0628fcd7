package dev.larder.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of an object besides its value.
 *
 * @param negative true: the origin said that the object does not exist, and this answer is cached
 * @param revision the namespace's revision at which the object last changed
 * @param etag names the payload's bytes and moves only when they change; empty for a negative
 *     object
 * @param fetchTime when the origin was asked
 * @param deleteTime when the object was deleted; null unless it is a tombstone
 * @param lifetime the lifetime that is in force, every part set
 * @param age time since {@code fetchTime} by the server's clock, never negative
 * @param freshFor time until the soft expiry by the server's clock; negative once it is stale
 * @param indexTerms the terms under which lookups find it
 * @param tags the tags by which it can be invalidated, in the order in which they were put
 * @param originValidator the origin's own ETag or Last-Modified; empty for none
 * @param contentType the media type; empty for none
 * @param contentEncoding the coding of the bytes; empty for none
 */
public record EntryMetadata(
    boolean negative,
    long revision,
    String etag,
    Instant fetchTime,
    @Nullable Instant deleteTime,
    Lifetime lifetime,
    Duration age,
    Duration freshFor,
    List<IndexTerm> indexTerms,
    List<String> tags,
    String originValidator,
    String contentType,
    String contentEncoding) {
  public EntryMetadata {
    indexTerms = List.copyOf(indexTerms);
    tags = List.copyOf(tags);
  }
}
