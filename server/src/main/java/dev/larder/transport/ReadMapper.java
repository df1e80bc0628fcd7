package dev.larder.transport;

import dev.larder.cache.LookupRequest;
import dev.larder.cache.ReadRequest;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Freshness;
import dev.larder.model.IndexTerm;
import dev.larder.model.ReadPolicy;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.PayloadView;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests that read: checked against the bounds of the contract and put into the server's words.
 */
final class ReadMapper {
  private static final int MOST_LOOKUP_FIELDS = 64;

  private ReadMapper() {}

  static ReadRequest read(GetObjectRequest request, FillMapper fills) {
    return new ReadRequest(
        KeyMapper.read(request.getKey(), "key"),
        policy(request.getPolicy()),
        request.getIfNoneMatch(),
        request.hasFill() ? fills.read(request.getFill(), "fill") : null);
  }

  static LookupRequest read(LookupObjectsRequest request) {
    ReadPolicy policy = policy(request.getPolicy());
    if (policy.freshness() == Freshness.REFRESH) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "policy.freshness", "a lookup reads only what is stored");
    }
    return new LookupRequest(
        KeyMapper.name(request.getNamespace(), "namespace"),
        KeyMapper.name(request.getKind(), "kind"),
        fields(request.getFieldsList()),
        value(request),
        policy,
        PageTokens.after(arguments(request), request.getPageToken()),
        FieldChecks.pageSize(request.getPageSize()));
  }

  /** What a page token is bound to. */
  static LookupObjectsRequest arguments(LookupObjectsRequest request) {
    return request.toBuilder().clearPageToken().clearPageSize().build();
  }

  private static Set<String> fields(List<String> names) {
    Set<String> fields = new LinkedHashSet<>();
    for (String name :
        FieldChecks.items(names, MOST_LOOKUP_FIELDS, Reason.POLICY_INVALID, "fields")) {
      fields.add(FieldChecks.name(name, IndexTerm.MAX_FIELD_BYTES, "fields"));
    }
    return fields;
  }

  private static @Nullable String value(LookupObjectsRequest request) {
    return request.getFieldsCount() == 0
        ? FieldChecks.optionalName(request.getValue(), IndexTerm.MAX_VALUE_BYTES, "value")
        : FieldChecks.name(request.getValue(), IndexTerm.MAX_VALUE_BYTES, "value");
  }

  private static ReadPolicy policy(dev.larder.v1.ReadPolicy wire) {
    if (wire.getView() == PayloadView.UNRECOGNIZED) {
      throw FieldChecks.unknownNumber("policy.view");
    }
    ReadPolicy policy =
        new ReadPolicy(
            freshness(wire.getFreshness(), "policy.freshness"),
            wire.hasMaxAge() ? bound(wire.getMaxAge(), "policy.max_age") : null,
            wire.hasMaxStale() ? bound(wire.getMaxStale(), "policy.max_stale") : null,
            wire.hasMinFresh() ? bound(wire.getMinFresh(), "policy.min_fresh") : null,
            wire.getIncludeDeleted());
    if (policy.bounded()
        && (policy.freshness() == Freshness.ANY || policy.freshness() == Freshness.REFRESH)) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "policy", "this freshness takes no bounds");
    }
    return policy;
  }

  private static Duration bound(com.google.protobuf.Duration wire, String field) {
    return WireTimes.read(wire, field);
  }

  /** Null for the kind's default. */
  static @Nullable Freshness freshness(dev.larder.v1.Freshness wire, String field) {
    return switch (wire) {
      case FRESHNESS_UNSPECIFIED -> null;
      case FRESHNESS_FRESH_ONLY -> Freshness.FRESH_ONLY;
      case FRESHNESS_STALE_WHILE_REVALIDATE -> Freshness.STALE_WHILE_REVALIDATE;
      case FRESHNESS_STALE_IF_ERROR -> Freshness.STALE_IF_ERROR;
      case FRESHNESS_ANY -> Freshness.ANY;
      case FRESHNESS_REFRESH -> Freshness.REFRESH;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber(field);
    };
  }
}
