package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.ObjectKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which objects somebody deletes or invalidates while collections of their kind are being fetched:
 * what a leader has loaded of them may be older than that, and where nothing is stored, or what was
 * stored is removed, no row tells. Once no collection of the kind is being fetched they are
 * forgotten.
 *
 * <p>Where there are too many, one kind pays for all: its fills are superseded, and its ids are
 * forgotten. That is the kind that has the most, so none pays that has less than its equal share.
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

    /**
     * By id, the number of the last one. Replaced and never thinned out, since commits look at it
     * without the lock.
     */
    Map<String, Long> withdrawn = new ConcurrentHashMap<>();

    int size() {
      return withdrawn.size();
    }

    void forgetWhatConcernsNobody() {
      long oldest =
          fills.stream().mapToLong(fill -> fill.withdrawnBefore).min().orElse(Long.MAX_VALUE);
      Map<String, Long> kept = new ConcurrentHashMap<>();
      withdrawn.forEach(
          (id, number) -> {
            if (number > oldest) {
              kept.put(id, number);
            }
          });
      withdrawn = kept;
    }

    void forgetAll() {
      withdrawn = new ConcurrentHashMap<>();
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
      ids -= kind.size();
    }
  }

  /**
   * Remembers an object, if collections of its kind are being fetched.
   *
   * @return the fills that are to be superseded, since there are too many to be remembered
   */
  List<Fill> add(ObjectKey key) {
    OfKind kind = kinds.get(new KindName(key.namespace(), key.kind()));
    if (kind == null || kind.withdrawn.put(key.id(), ++last) != null) {
      return List.of();
    }
    ids++;
    if (kind.size() > MOST_IDS) {
      return makeRoom(kind);
    }
    return ids > MOST_IDS_IN_ALL ? makeRoom(largest()) : List.of();
  }

  private OfKind largest() {
    return kinds.values().stream().max(Comparator.comparingInt(OfKind::size)).orElseThrow();
  }

  /** Forgets what concerns nobody; all, where that is little: it would have to be done again. */
  private List<Fill> makeRoom(OfKind kind) {
    int before = kind.size();
    kind.forgetWhatConcernsNobody();
    boolean enough = kind.size() <= before / 2;
    if (!enough) {
      kind.forgetAll();
    }
    ids -= before - kind.size();
    return enough ? List.of() : List.copyOf(kind.fills);
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

  /**
   * The ids that were withdrawn since the fill of a collection began, and perhaps some that are
   * withdrawn while they are gathered. They may be many: to be asked for without the lock, whatever
   * becomes of the fill.
   */
  Supplier<Set<String>> since(Fill fill) {
    OfKind kind = kinds.get(fill.key.kindName());
    if (kind == null) {
      return Set::of;
    }
    Map<String, Long> withdrawn = kind.withdrawn;
    long before = fill.withdrawnBefore;
    return () ->
        withdrawn.entrySet().stream()
            .filter(each -> each.getValue() > before)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** How many are remembered. */
  int size() {
    return ids;
  }
}
