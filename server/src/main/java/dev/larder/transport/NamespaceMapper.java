package dev.larder.transport;

import dev.larder.cache.CacheAdministration.VersionedSettings;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Freshness;
import dev.larder.model.IndexTerm;
import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.NamespaceSettings;
import dev.larder.v1.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tenant's settings, in and out. Defaults are filled in on the way in. */
final class NamespaceMapper {
  private static final int MOST_FOLDED_FIELDS = 64;

  /** What a kind's policy takes on the wire, about, and what each of its fields adds. */
  private static final int KIND_BYTES = 128;

  private static final int FIELD_BYTES = 32;

  private NamespaceMapper() {}

  static NamespaceSettings read(Namespace wire, String field) {
    return new NamespaceSettings(
        KeyMapper.name(wire.getName(), field + ".name"),
        new NamespaceLimits(
            FieldChecks.count(wire.getMaxBytes(), field + ".max_bytes"),
            FieldChecks.count(wire.getMaxObjects(), field + ".max_objects"),
            eviction(wire.getEviction(), field + ".eviction")),
        kinds(wire.getKindsList(), field + ".kinds"));
  }

  private static Eviction eviction(dev.larder.v1.Eviction wire, String field) {
    return switch (wire) {
      case EVICTION_UNSPECIFIED, EVICTION_LRU -> Eviction.LRU;
      case EVICTION_OLDEST_FETCH -> Eviction.OLDEST_FETCH;
      case EVICTION_REJECT -> Eviction.REJECT;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber(field);
    };
  }

  private static SortedMap<String, KindPolicy> kinds(
      List<dev.larder.v1.KindPolicy> wire, String field) {
    FieldChecks.items(wire, NamespaceSettings.MAX_KINDS, Reason.POLICY_INVALID, field);
    SortedMap<String, KindPolicy> kinds = new TreeMap<>();
    for (int i = 0; i < wire.size(); i++) {
      String path = field + "[" + i + "]";
      String kind = KeyMapper.name(wire.get(i).getKind(), path + ".kind");
      if (kinds.put(kind, policy(wire.get(i), path)) != null) {
        throw CacheException.invalid(
            Reason.POLICY_INVALID, path + ".kind", "the same kind more than once");
      }
    }
    return kinds;
  }

  private static KindPolicy policy(dev.larder.v1.KindPolicy wire, String field) {
    return new KindPolicy(
        LifetimeMapper.orDefault(LifetimeMapper.read(wire.getLifetime(), field + ".lifetime")),
        negativeLifetime(wire, field + ".negative_lifetime"),
        share(wire.getTtlJitter(), KindPolicy.MAX_TTL_JITTER, field + ".ttl_jitter"),
        defaultFreshness(wire.getDefaultFreshness(), field + ".default_freshness"),
        foldCaseFields(wire.getFoldCaseFieldsList(), field + ".fold_case_fields"),
        wire.getRequireJson(),
        share(wire.getRefreshAhead(), KindPolicy.MAX_REFRESH_AHEAD, field + ".refresh_ahead"));
  }

  private static Duration negativeLifetime(dev.larder.v1.KindPolicy wire, String field) {
    return wire.hasNegativeLifetime()
        ? LifetimeMapper.part(wire.getNegativeLifetime(), field)
        : KindPolicy.DEFAULT.negativeLifetime();
  }

  private static double share(double share, double most, String field) {
    if (!(share >= 0 && share <= most)) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "must be from 0 to " + most);
    }
    return share;
  }

  private static Freshness defaultFreshness(dev.larder.v1.Freshness wire, String field) {
    Freshness freshness = ReadMapper.freshness(wire, field);
    if (freshness == Freshness.REFRESH) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, field, "nothing that is stored would ever be read");
    }
    return freshness == null ? KindPolicy.DEFAULT.defaultFreshness() : freshness;
  }

  private static Set<String> foldCaseFields(List<String> names, String field) {
    Set<String> fields = new TreeSet<>();
    for (String name : FieldChecks.items(names, MOST_FOLDED_FIELDS, Reason.POLICY_INVALID, field)) {
      fields.add(FieldChecks.name(name, IndexTerm.MAX_FIELD_BYTES, field));
    }
    return fields;
  }

  /** About how many bytes a namespace comes to. */
  static long bytes(VersionedSettings versioned) {
    long bytes = KIND_BYTES;
    for (KindPolicy policy : versioned.settings().kinds().values()) {
      bytes += KIND_BYTES + (long) policy.foldCaseFields().size() * FIELD_BYTES;
    }
    return bytes;
  }

  static Namespace write(VersionedSettings versioned) {
    NamespaceSettings settings = versioned.settings();
    Namespace.Builder wire =
        Namespace.newBuilder()
            .setName(settings.name())
            .setMaxBytes(settings.limits().maxBytes())
            .setMaxObjects(settings.limits().maxObjects())
            .setEviction(write(settings.limits().eviction()))
            .setEtag(versioned.etag());
    settings.kinds().forEach((kind, policy) -> wire.addKinds(write(kind, policy)));
    return wire.build();
  }

  private static dev.larder.v1.Eviction write(Eviction eviction) {
    return switch (eviction) {
      case LRU -> dev.larder.v1.Eviction.EVICTION_LRU;
      case OLDEST_FETCH -> dev.larder.v1.Eviction.EVICTION_OLDEST_FETCH;
      case REJECT -> dev.larder.v1.Eviction.EVICTION_REJECT;
    };
  }

  private static dev.larder.v1.KindPolicy write(String kind, KindPolicy policy) {
    return dev.larder.v1.KindPolicy.newBuilder()
        .setKind(kind)
        .setLifetime(LifetimeMapper.write(policy.lifetime()))
        .setNegativeLifetime(WireTimes.duration(policy.negativeLifetime()))
        .setTtlJitter(policy.ttlJitter())
        .setDefaultFreshness(write(policy.defaultFreshness()))
        .addAllFoldCaseFields(new TreeSet<>(policy.foldCaseFields()))
        .setRequireJson(policy.requireJson())
        .setRefreshAhead(policy.refreshAhead())
        .build();
  }

  private static dev.larder.v1.Freshness write(Freshness freshness) {
    return switch (freshness) {
      case FRESH_ONLY -> dev.larder.v1.Freshness.FRESHNESS_FRESH_ONLY;
      case STALE_WHILE_REVALIDATE -> dev.larder.v1.Freshness.FRESHNESS_STALE_WHILE_REVALIDATE;
      case STALE_IF_ERROR -> dev.larder.v1.Freshness.FRESHNESS_STALE_IF_ERROR;
      case ANY -> dev.larder.v1.Freshness.FRESHNESS_ANY;
      case REFRESH -> dev.larder.v1.Freshness.FRESHNESS_REFRESH;
    };
  }
}
