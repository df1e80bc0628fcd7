package dev.larder.store.sqlite;

import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import dev.larder.store.sqlite.Withdrawal.How;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is deleted or invalidated while snapshots of its kind are being put together. Their pages
 * came before it and are stored after it, and no row tells: what was invalidated need not have been
 * stored. Every withdrawal has a number, and every page the number of the last one before it.
 *
 * <p>Kept for as long as pages of the kind are kept and in memory alone, as no snapshot outlives
 * the process. Where there are too many, the kind that has the most pays for all: its withdrawals
 * become one, of everything of the kind that came before.
 *
 * <p>What a transaction has withdrawn that is then rolled back stays here: what was staged before
 * lands stale or not at all, and what is stored stays as it is.
 *
 * <p>Used by the writer thread.
 */
final class SnapshotWithdrawals {
  /** The most objects and collections that are remembered: some 14 MB at worst. */
  static final int MOST = 20_000;

  /**
   * The most kinds of which it knows: several times those that can have a snapshot under way, for a
   * kind stays after its commit. The one whose pages are kept for the shortest makes way.
   */
  static final int MOST_KINDS = 1_000;

  private final Map<KindName, OfKind> kinds = new HashMap<>();
  private long last;
  private int size;

  private record KindName(String namespace, String kind) {}

  private static final class OfKind {
    /** What was withdrawn before this number may have been forgotten. */
    final long opened;

    Instant until = Instant.MIN;

    /** By id, and by name. */
    final Map<String, Withdrawal> objects = new HashMap<>();

    final Map<String, Withdrawal> collections = new HashMap<>();
    Withdrawal all = Withdrawal.NONE;

    /** The revision of the last hard invalidation of a tag whose mark was dropped; 0: of none. */
    long tagEnded;

    OfKind(long opened) {
      this.opened = opened;
    }

    int size() {
      return objects.size() + collections.size();
    }

    void makeOne() {
      objects.values().forEach(withdrawal -> all = all.and(withdrawal.ofSomeObject()));
      collections.values().forEach(withdrawal -> all = all.and(withdrawal.ofSomeObject()));
      objects.clear();
      collections.clear();
    }
  }

  /**
   * A page has come: from now on what concerns it is remembered.
   *
   * @param until the page is kept
   * @return the number of the last withdrawal
   */
  long staged(CollectionRef ref, Instant now, Instant until) {
    OfKind kind = kept(name(ref), now);
    if (kind == null) {
      forgetPast(now);
      makeRoomForAKind();
      kind = new OfKind(++last);
      kinds.put(name(ref), kind);
    }
    kind.until = until.isAfter(kind.until) ? until : kind.until;
    return last;
  }

  private void forgetPast(Instant now) {
    kinds.values().removeIf(kind -> !now.isBefore(kind.until));
    size = kinds.values().stream().mapToInt(OfKind::size).sum();
  }

  private void makeRoomForAKind() {
    if (kinds.size() >= MOST_KINDS) {
      Map.Entry<KindName, OfKind> earliest =
          Collections.min(kinds.entrySet(), Comparator.comparing(each -> each.getValue().until));
      kinds.remove(earliest.getKey());
      size -= earliest.getValue().size();
    }
  }

  private static KindName name(CollectionRef ref) {
    return new KindName(ref.namespace(), ref.kind());
  }

  /** An object is deleted or invalidated, stored or not. */
  void withdraw(ObjectKey key, How how, long revision, Instant now) {
    OfKind kind = kept(new KindName(key.namespace(), key.kind()), now);
    if (kind != null) {
      add(kind.objects, key.id(), Withdrawal.of(how, ++last, revision, now));
    }
  }

  /** Null where no page of the kind is kept. */
  private @Nullable OfKind kept(KindName name, Instant now) {
    OfKind kind = kinds.get(name);
    if (kind == null || now.isBefore(kind.until)) {
      return kind;
    }
    kinds.remove(name);
    size -= kind.size();
    return null;
  }

  private void add(Map<String, Withdrawal> targets, String target, Withdrawal withdrawal) {
    Withdrawal before = targets.get(target);
    targets.put(target, before == null ? withdrawal : before.and(withdrawal));
    if (before == null && ++size > MOST) {
      makeRoom();
    }
  }

  /** A collection is invalidated, stored or not. */
  void withdraw(CollectionRef ref, How how, long revision, Instant now) {
    OfKind kind = kept(name(ref), now);
    if (kind != null) {
      add(kind.collections, ref.name(), Withdrawal.of(how, ++last, revision, now));
    }
  }

  private void makeRoom() {
    OfKind largest =
        kinds.values().stream().max(Comparator.comparingInt(OfKind::size)).orElseThrow();
    size -= largest.size();
    largest.makeOne();
  }

  /** Everything of a kind is invalidated, or has been removed. */
  void withdrawKind(String namespace, String name, How how, long revision, Instant now) {
    OfKind kind = kept(new KindName(namespace, name), now);
    if (kind != null) {
      kind.all = kind.all.and(Withdrawal.of(how, ++last, revision, now));
    }
  }

  /**
   * The same for every kind of a namespace.
   *
   * @param namespace null: of all of them
   */
  void withdrawNamespace(@Nullable String namespace, How how, long revision, Instant now) {
    List.copyOf(kinds.keySet()).stream()
        .filter(name -> namespace == null || name.namespace().equals(namespace))
        .forEach(name -> withdrawKind(name.namespace(), name.kind(), how, revision, now));
  }

  /** The mark of a tag is dropped that was last removed at that revision: no mark tells it more. */
  void tagEnded(String namespace, long revision) {
    kinds.forEach(
        (name, kind) -> {
          if (name.namespace().equals(namespace)) {
            kind.tagEnded = Math.max(kind.tagEnded, revision);
          }
        });
  }

  /**
   * The last revision at which objects with some tag were removed of which no mark tells any more;
   * 0: there is none.
   */
  long tagEnded(CollectionRef ref) {
    return known(ref).tagEnded;
  }

  /** False when what was withdrawn after that number has been forgotten. */
  boolean knowsSince(CollectionRef ref, long number) {
    OfKind kind = kinds.get(name(ref));
    return kind != null && kind.opened <= number;
  }

  /** What reached, after that number, the set of a collection that it knows of. */
  Withdrawal ofSet(CollectionRef ref, long number) {
    OfKind kind = known(ref);
    return kind.collections.getOrDefault(ref.name(), Withdrawal.NONE).and(kind.all).since(number);
  }

  /** The same for a member that is in no set yet: it counts as if it had been. */
  Withdrawal ofMember(CollectionRef ref, ObjectKey member, long number) {
    OfKind kind = known(ref);
    return kind.objects
        .getOrDefault(member.id(), Withdrawal.NONE)
        .since(number)
        .and(ofSet(ref, number));
  }

  private OfKind known(CollectionRef ref) {
    OfKind kind = kinds.get(name(ref));
    if (kind == null) {
      throw new IllegalStateException("nothing of the kind has been staged");
    }
    return kind;
  }

  /** How many are remembered. */
  int size() {
    return size;
  }
}
