package dev.larder.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a value when it is put.
 *
 * @param lifetime how long it may be served; the default is the kind's policy
 * @param fetchTime when the origin was asked; ages are reckoned from here. Null: now, by the
 *     server's clock
 * @param indexTerms the terms under which lookups find it; they replace those of the object before.
 *     At most 64
 * @param tags the tags by which {@link LarderClient#invalidateTags} reaches it; they replace those
 *     of the object before. At most 64, each once and of 1 to 512 bytes
 * @param originValidator the origin's own ETag or Last-Modified, at most 1024 bytes; empty for none
 * @param precondition what must hold for the put to be done; null for nothing
 * @param contentType the media type in place of the codec's own, at most 256 bytes; null for the
 *     codec's
 * @param contentEncoding the coding of the bytes ("gzip") in place of the codec's own, at most 256
 *     bytes; null for the codec's
 */
public record PutOptions(
    Lifetime lifetime,
    @Nullable Instant fetchTime,
    List<IndexTerm> indexTerms,
    List<String> tags,
    String originValidator,
    @Nullable Precondition precondition,
    @Nullable String contentType,
    @Nullable String contentEncoding) {
  private static final PutOptions DEFAULTS =
      new PutOptions(Lifetime.ofKind(), null, List.of(), List.of(), "", null, null, null);

  public PutOptions {
    indexTerms = List.copyOf(indexTerms);
    tags = List.copyOf(tags);
  }

  /** Everything from the kind's policy and the codec. */
  public static PutOptions defaults() {
    return DEFAULTS;
  }

  /** This, with another {@link #lifetime}. */
  public PutOptions withLifetime(Lifetime value) {
    return new PutOptions(
        value,
        fetchTime,
        indexTerms,
        tags,
        originValidator,
        precondition,
        contentType,
        contentEncoding);
  }

  /** This, with another {@link #fetchTime}. */
  public PutOptions withFetchTime(@Nullable Instant value) {
    return new PutOptions(
        lifetime,
        value,
        indexTerms,
        tags,
        originValidator,
        precondition,
        contentType,
        contentEncoding);
  }

  /** This, with these {@link #indexTerms}. */
  public PutOptions withIndexTerms(List<IndexTerm> value) {
    return new PutOptions(
        lifetime,
        fetchTime,
        value,
        tags,
        originValidator,
        precondition,
        contentType,
        contentEncoding);
  }

  /** This, with these {@link #indexTerms}. */
  public PutOptions withIndexTerms(IndexTerm... value) {
    return withIndexTerms(List.of(value));
  }

  /** This, with these {@link #tags}. */
  public PutOptions withTags(List<String> value) {
    return new PutOptions(
        lifetime,
        fetchTime,
        indexTerms,
        value,
        originValidator,
        precondition,
        contentType,
        contentEncoding);
  }

  /** This, with these {@link #tags}. */
  public PutOptions withTags(String... value) {
    return withTags(List.of(value));
  }

  /** This, with another {@link #originValidator}. */
  public PutOptions withOriginValidator(String value) {
    return new PutOptions(
        lifetime, fetchTime, indexTerms, tags, value, precondition, contentType, contentEncoding);
  }

  /** This, with another {@link #precondition}. */
  public PutOptions withPrecondition(@Nullable Precondition value) {
    return new PutOptions(
        lifetime,
        fetchTime,
        indexTerms,
        tags,
        originValidator,
        value,
        contentType,
        contentEncoding);
  }

  /** This, with another {@link #contentType}. */
  public PutOptions withContentType(@Nullable String value) {
    return new PutOptions(
        lifetime,
        fetchTime,
        indexTerms,
        tags,
        originValidator,
        precondition,
        value,
        contentEncoding);
  }

  /** This, with another {@link #contentEncoding}. */
  public PutOptions withContentEncoding(@Nullable String value) {
    return new PutOptions(
        lifetime, fetchTime, indexTerms, tags, originValidator, precondition, contentType, value);
  }
}
