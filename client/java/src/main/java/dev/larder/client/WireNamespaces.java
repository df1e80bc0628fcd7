package dev.larder.client;

/** Namespaces and their policies as Java and as the wire write them. */
final class WireNamespaces {
  private WireNamespaces() {}

  static dev.larder.v1.Namespace namespace(Namespace namespace) {
    dev.larder.v1.Namespace.Builder wire =
        dev.larder.v1.Namespace.newBuilder()
            .setName(namespace.name())
            .setMaxBytes(namespace.maxBytes())
            .setMaxObjects(namespace.maxObjects())
            .setEviction(eviction(namespace.eviction()))
            .setEtag(namespace.etag());
    namespace.kinds().forEach(policy -> wire.addKinds(policy(policy)));
    return wire.build();
  }

  static Namespace namespace(dev.larder.v1.Namespace wire) {
    return new Namespace(
        wire.getName(),
        wire.getMaxBytes(),
        wire.getMaxObjects(),
        eviction(wire.getEviction()),
        wire.getKindsList().stream().map(WireNamespaces::policy).toList(),
        wire.getEtag());
  }

  private static dev.larder.v1.KindPolicy policy(KindPolicy policy) {
    dev.larder.v1.KindPolicy.Builder wire =
        dev.larder.v1.KindPolicy.newBuilder()
            .setKind(policy.kind())
            .setLifetime(WireRequests.lifetime(policy.lifetime()))
            .setTtlJitter(policy.ttlJitter())
            .setDefaultFreshness(WireRequests.freshness(policy.defaultFreshness()))
            .addAllFoldCaseFields(policy.foldCaseFields())
            .setRequireJson(policy.requireJson())
            .setRefreshAhead(policy.refreshAhead());
    if (policy.negativeLifetime() != null) {
      wire.setNegativeLifetime(WireTime.duration(policy.negativeLifetime()));
    }
    return wire.build();
  }

  private static KindPolicy policy(dev.larder.v1.KindPolicy wire) {
    return new KindPolicy(
        wire.getKind(),
        WireResponses.lifetime(wire.getLifetime()),
        wire.hasNegativeLifetime() ? WireTime.duration(wire.getNegativeLifetime()) : null,
        wire.getTtlJitter(),
        WireResponses.freshness(wire.getDefaultFreshness()),
        wire.getFoldCaseFieldsList(),
        wire.getRequireJson(),
        wire.getRefreshAhead());
  }

  private static dev.larder.v1.Eviction eviction(Eviction eviction) {
    return switch (eviction) {
      case LRU -> dev.larder.v1.Eviction.EVICTION_LRU;
      case OLDEST_FETCH -> dev.larder.v1.Eviction.EVICTION_OLDEST_FETCH;
      case REJECT -> dev.larder.v1.Eviction.EVICTION_REJECT;
      case UNKNOWN -> throw WireRequests.unsendable(eviction);
    };
  }

  private static Eviction eviction(dev.larder.v1.Eviction wire) {
    return switch (wire) {
      case EVICTION_UNSPECIFIED, EVICTION_LRU -> Eviction.LRU;
      case EVICTION_OLDEST_FETCH -> Eviction.OLDEST_FETCH;
      case EVICTION_REJECT -> Eviction.REJECT;
      case UNRECOGNIZED -> Eviction.UNKNOWN;
    };
  }
}
