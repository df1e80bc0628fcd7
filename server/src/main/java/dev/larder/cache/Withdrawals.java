package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which objects somebody deletes or invalidates while collections of their kind are being fetched:
 * what a leader has loaded of them may be older than that, and where nothing is stored, or what was
 * stored is removed, no row tells. Once no collection of the kind is being fetched they are
 * forgotten.
 *
 * <p>Used under the coordinator's lock.
 */
final class Withdrawals {
  /** The most that are remembered of one kind. */
  static final int MOST_IDS = 10_000;

  /** The most in all: some 12 MB at worst. */
  static final int MOST_IDS_IN_ALL = 20_000;

  private final Map<KindName, OfKind> kinds = new HashMap<>();
  private long last;
  private int ids;

  private static final class OfKind {
    final Set<Fill> fills = new HashSet<>();

    /** By id, the number of the last one. */
    final Map<String, Long> withdrawn = new HashMap<>();

    void forgetWhatConcernsNobody() {
      long oldest =
          fills.stream().mapToLong(fill -> fill.withdrawnBefore).min().orElse(Long.MAX_VALUE);
      withdrawn.values().removeIf(number -> number <= oldest);
    }
  }

  /**
   * From now on what concerns this fill is remembered, if it is one of a collection; what came
   * before does not concern it.
   */
  void begin(Fill fill) {
    if (fill.key instanceof FillKey.OfCollection) {
      fill.withdrawnBefore = last;
      kinds.computeIfAbsent(fill.key.kindName(), name -> new OfKind()).fills.add(fill);
    }
  }

  /** The fill is over, or superseded. */
  void end(Fill fill) {
    OfKind kind = kinds.get(fill.key.kindName());
    if (kind != null && kind.fills.remove(fill) && kind.fills.isEmpty()) {
      kinds.remove(fill.key.kindName());
      ids -= kind.withdrawn.size();
    }
  }

  /**
   * Remembers an object, if collections of its kind are being fetched.
   *
   * @return the fills that are to be superseded, since there are too many to be remembered
   */
  List<Fill> add(ObjectKey key) {
    OfKind kind = kinds.get(new KindName(key.namespace(), key.kind()));
    if (kind == null) {
      return List.of();
    }
    if (!kind.withdrawn.containsKey(key.id())) {
      if (!makeRoom(kind)) {
        ids -= kind.withdrawn.size();
        kind.withdrawn.clear();
        return List.copyOf(kind.fills);
      }
      ids++;
    }
    kind.withdrawn.put(key.id(), ++last);
    return List.of();
  }

  /** True when there is room for more, once what concerns nobody is forgotten. */
  private boolean makeRoom(OfKind kind) {
    if (kind.withdrawn.size() < MOST_IDS && ids < MOST_IDS_IN_ALL) {
      return true;
    }
    ids -= kind.withdrawn.size();
    kind.forgetWhatConcernsNobody();
    ids += kind.withdrawn.size();
    // Much room, or this would have to be done again soon.
    return kind.withdrawn.size() <= MOST_IDS / 2 && ids < MOST_IDS_IN_ALL;
  }

  /**
   * The revision at which the oldest of the fills of collections of a kind began; when there is
   * none, one that nothing is later than.
   */
  long oldestBeginning(KindName name) {
    OfKind kind = kinds.get(name);
    return kind == null
        ? Long.MAX_VALUE
        : kind.fills.stream().mapToLong(fill -> fill.since).min().orElse(Long.MAX_VALUE);
  }

  /** The ids that were withdrawn since the fill of a collection began. */
  Set<String> since(Fill fill) {
    OfKind kind = kinds.get(fill.key.kindName());
    return kind == null
        ? Set.of()
        : kind.withdrawn.entrySet().stream()
            .filter(withdrawn -> withdrawn.getValue() > fill.withdrawnBefore)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }
}
