package dev.larder.transport;

import dev.larder.cache.PutRequest;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Payload;
import dev.larder.v1.PutObjectRequest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts: checked against the bounds of the contract and put into the server's words. Hashes the
 * payload for its etag.
 *
 * <p>Thread-safe.
 */
final class PutMapper {
  private static final int MOST_VALIDATOR_BYTES = 1024;

  private final PayloadMapper payloads;

  @Inject
  PutMapper(PayloadMapper payloads) {
    this.payloads = payloads;
  }

  PutRequest read(PutObjectRequest request) {
    return new PutRequest(
        KeyMapper.read(request.getKey(), "key"),
        content(request),
        LifetimeMapper.read(request.getLifetime(), "lifetime"),
        request.hasFetchTime() ? WireTimes.read(request.getFetchTime(), "fetch_time") : null,
        request.hasPrecondition()
            ? PreconditionMapper.forPut(request.getPrecondition(), "precondition")
            : null);
  }

  private Content content(PutObjectRequest request) {
    List<IndexTerm> terms = terms(request.getIndexTermsList());
    String validator =
        FieldChecks.text(request.getOriginValidator(), MOST_VALIDATOR_BYTES, "origin_validator");
    return Content.of(payload(request), terms, tags(request.getTagsList()), validator);
  }

  private @Nullable Payload payload(PutObjectRequest request) {
    if (request.getNegative() && request.hasPayload()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "payload", "must not be set for a negative entry");
    }
    return request.getNegative() ? null : payloads.read(request.getPayload(), "payload");
  }

  private static List<IndexTerm> terms(List<dev.larder.v1.IndexTerm> wire) {
    FieldChecks.items(wire, IndexTerm.MAX_TERMS, Reason.POLICY_INVALID, "index_terms");
    List<IndexTerm> terms = new ArrayList<>(wire.size());
    for (dev.larder.v1.IndexTerm term : wire) {
      terms.add(term(term, "index_terms[" + terms.size() + "]"));
    }
    if (new HashSet<>(terms).size() < terms.size()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "index_terms", "the same term more than once");
    }
    return terms;
  }

  private static List<String> tags(List<String> wire) {
    if (wire.isEmpty()) {
      return List.of();
    }
    FieldChecks.items(wire, Content.MAX_TAGS, Reason.POLICY_INVALID, "tags");
    List<String> tags = FieldChecks.names(wire, Content.MAX_TAG_BYTES, "tags");
    if (new HashSet<>(tags).size() < tags.size()) {
      throw CacheException.invalid(Reason.POLICY_INVALID, "tags", "the same tag more than once");
    }
    return tags;
  }

  private static IndexTerm term(dev.larder.v1.IndexTerm wire, String field) {
    return new IndexTerm(
        FieldChecks.name(wire.getField(), IndexTerm.MAX_FIELD_BYTES, field + ".field"),
        FieldChecks.name(wire.getValue(), IndexTerm.MAX_VALUE_BYTES, field + ".value"));
  }
}
