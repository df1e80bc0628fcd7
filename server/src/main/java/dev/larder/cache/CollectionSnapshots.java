package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Collections that come in pages. The pages are the store's, where nobody sees them; here is which
 * of them have come. A snapshot is forgotten when no page of it has come for {@link #KEPT}, and
 * with the process; the store then removes its pages. What was refused keeps neither, so that a
 * snapshot is never remembered longer than its pages are there; once it is committed it needs them
 * no more.
 *
 * <p>Every step may be repeated: a page replaces the page of the same index, and a commit that was
 * done is answered the same for as long as the snapshot is remembered. A commit is carried out even
 * when its caller has gone, since somebody may be waiting for the same one.
 *
 * <p>Thread-safe.
 */
final class CollectionSnapshots {
  /** How long a snapshot is kept of which no page comes. */
  static final Duration KEPT = Duration.ofMinutes(5);

  /**
   * The most that are remembered, some 400 kB each at worst. The earliest that is committed makes
   * way for one more.
   */
  static final int MOST_SNAPSHOTS = 256;

  /** The most members of one snapshot: they are committed in one transaction. */
  static final int MOST_MEMBERS = 2_000_000;

  private static final int PREFIX_BYTES = 8;

  private final ObjectStore store;
  private final KindDirectory kinds;
  private final CollectionWriter writer;
  private final CollectionFillWriter fillWriter;
  private final InstantSource clock;

  /** Of this run's snapshots. Made once: to ask for randomness may wait, and begin may not. */
  private final String prefix = prefix();

  private long begun;

  /** The earliest first. */
  private final Map<String, StagedSnapshot> snapshots = new LinkedHashMap<>();

  private static String prefix() {
    byte[] random = new byte[PREFIX_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random) + "-";
  }

  @Inject
  CollectionSnapshots(
      ObjectStore store,
      KindDirectory kinds,
      CollectionWriter writer,
      CollectionFillWriter fillWriter,
      InstantSource clock) {
    this.store = store;
    this.kinds = kinds;
    this.writer = writer;
    this.fillWriter = fillWriter;
    this.clock = clock;
  }

  /** Begins a snapshot; answers its id. */
  synchronized String begin(CollectionReplacement replacement) {
    kinds.checkKind(replacement.ref().namespace(), replacement.ref().kind());
    Fill fill = fillWriter.fill(replacement);
    forgetAbandoned();
    if (snapshots.size() >= MOST_SNAPSHOTS && !forgetEarliestCommitted()) {
      throw new CacheException(
          Reason.OVERLOADED, "too many snapshots are being put together; nothing was done");
    }
    String snapshotId = prefix + ++begun;
    snapshots.put(
        snapshotId, new StagedSnapshot(writer.collection(replacement), fill, keptUntil()));
    return snapshotId;
  }

  private Instant keptUntil() {
    return clock.instant().plus(KEPT);
  }

  private void forgetAbandoned() {
    Instant now = clock.instant();
    snapshots.values().removeIf(snapshot -> snapshot.isAbandoned(now));
  }

  /** False: none of them is. */
  private boolean forgetEarliestCommitted() {
    Iterator<StagedSnapshot> earliest = snapshots.values().iterator();
    while (earliest.hasNext()) {
      if (earliest.next().isCommitted()) {
        earliest.remove();
        return true;
      }
    }
    return false;
  }

  /** The collection of a snapshot that is being put together. */
  CollectionRef ref(String snapshotId) {
    return find(snapshotId).collection().ref();
  }

  private synchronized StagedSnapshot find(String snapshotId) {
    forgetAbandoned();
    StagedSnapshot snapshot = snapshots.get(snapshotId);
    if (snapshot == null) {
      throw new CacheException(
          Reason.SNAPSHOT_NOT_FOUND,
          "there is no such snapshot: it was abandoned for too long, or the server was restarted",
          Map.of(CacheException.RESOURCE, snapshotId));
    }
    return snapshot;
  }

  /** Adds a page, or replaces it. */
  CompletableFuture<Boolean> append(
      String snapshotId, int pageIndex, List<PutRequest> members, Cancellation cancellation) {
    StagedSnapshot snapshot = find(snapshotId);
    List<WriteCommand.Put> puts = writer.puts(members);
    snapshot.requireRoom(pageIndex, puts.size(), MOST_MEMBERS);
    WriteCommand.StagePage page =
        new WriteCommand.StagePage(snapshot.collection().ref(), snapshotId, pageIndex, puts, KEPT);
    Instant keptUntil = keptUntil();
    return store
        .write(page, cancellation)
        .thenApply(
            stored -> {
              snapshot.arrived(pageIndex, puts.size());
              snapshot.keepUntil(keptUntil);
              return stored;
            });
  }

  /** Makes the pages the collection. */
  CompletableFuture<CollectionView> commit(String snapshotId, int pageCount) {
    StagedSnapshot snapshot = find(snapshotId);
    WriteCommand.CommitPages command =
        new WriteCommand.CommitPages(snapshot.collection(), snapshotId, pageCount);
    return snapshot
        .commitOnce(pageCount, () -> fillWriter.write(command, snapshot.fill(), Cancellation.NEVER))
        .thenApply(
            committed -> {
              snapshot.keepUntil(keptUntil());
              return writer.view(committed);
            });
  }
}
