package dev.larder.store.sqlite;

import dev.larder.concurrent.ResourceStack;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.store.Catalogue;
import dev.larder.store.CollectionAddress;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.Lookup;
import dev.larder.store.MemberScan;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoreOpenException;
import dev.larder.store.StoreStatistics;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * An {@link ObjectStore} in one SQLite file. Its threads: {@code sqlite-read-N} for reads by key,
 * {@code sqlite-scan-N} for lookups and figures, {@code sqlite-writer} for all that changes
 * something, {@code sqlite-answer} for answering many writes at once, {@code sqlite-checkpoint} for
 * checkpoints.
 *
 * <p>Thread-safe.
 */
public final class SqliteObjectStore implements ObjectStore {
  /** The most reads that share a transaction. */
  private static final int READ_BATCH = 64;

  /** What an address holds besides its characters. */
  private static final long ADDRESS_WEIGHT = 128;

  private final DatabaseFile file;
  private final UnaryOperator<DataSource> aroundReaders;
  private final CommittedState state;
  private final Map<String, Long> initialRevisions;
  private final AccessRecorder accesses;
  private final GroupCommitWriter writer;
  private final ReadOffload reads;
  private final ReadOffload scans;
  private final ResourceStack resources;

  private SqliteObjectStore(
      SqliteStoreConfig config,
      DatabaseFile file,
      InstantSource clock,
      UnaryOperator<DataSource> aroundReaders,
      ResourceStack resources)
      throws SQLException {
    this.file = file;
    this.aroundReaders = aroundReaders;
    this.resources = resources;
    resources.add(file::markCleanStop);
    Connection connection = resources.add(file.pragmas().writer().getConnection());
    CollectionSweep.abandonSnapshots(connection);
    this.state = CatalogueLoader.load(connection, file.epoch());
    this.initialRevisions = state.revisions();
    SqliteStoreConfig.Lanes lanes = config.lanes();
    this.scans = lane("sqlite-scan", lanes.scanThreads(), lanes.scanQueueEntries(), 1);
    this.reads = lane("sqlite-read", lanes.readerThreads(), lanes.readQueueEntries(), READ_BATCH);
    this.accesses = new AccessRecorder(state::catalogue, clock, config.upkeep().sweepInterval());
    Eviction eviction = new Eviction(state, new SplittableRandom());
    ExpirySweep expiry = new ExpirySweep(config.upkeep().sweepInterval());
    LogRestart logRestart = new LogRestart();
    this.writer =
        resources.add(
            new GroupCommitWriter(
                config,
                connection,
                state,
                clock,
                slices(config.upkeep(), eviction, expiry, logRestart),
                file::noteFailure));
    writer.addListener(eviction);
    writer.addListener(expiry);
    resources.add(new Checkpointer(file, config.upkeep().checkpointBytes(), logRestart));
  }

  private List<MaintenanceSlice> slices(
      SqliteStoreConfig.Upkeep upkeep,
      Eviction eviction,
      ExpirySweep expiry,
      LogRestart logRestart) {
    Duration interval = upkeep.sweepInterval();
    return List.of(
        logRestart,
        eviction,
        accesses,
        expiry,
        new TagSweep(interval),
        new ClearedSweep(interval),
        new CollectionSweep(interval),
        new ChangeLogSweep(upkeep.changeLogEntries(), interval),
        new Vacuum(interval));
  }

  private ReadOffload lane(String name, int threads, int queueEntries, int batch) {
    DataSource source = aroundReaders.apply(file.pragmas().reader());
    ReaderPool pool = resources.add(new ReaderPool(name, source, threads));
    return resources.add(
        new ReadOffload(name, pool, threads, queueEntries, batch, file::noteFailure));
  }

  /**
   * Opens the store, or makes it. Blocks until the file is checked and migrated and everything is
   * ready.
   *
   * @param clock tells the time of every change
   * @throws StoreOpenException when the file cannot be used; nothing is left open then
   */
  public static SqliteObjectStore open(SqliteStoreConfig config, InstantSource clock) {
    return open(config, clock, UnaryOperator.identity());
  }

  /** The same with something around what makes the readers' connections: tests count there. */
  static SqliteObjectStore open(
      SqliteStoreConfig config, InstantSource clock, UnaryOperator<DataSource> aroundReaders) {
    try {
      return openStore(config, clock, aroundReaders, DatabaseFile.open(config, clock));
    } catch (StoreOpenException e) {
      SQLException damage = DatabaseCheck.damageBehind(e);
      if (damage == null) {
        throw e;
      }
      // The mark of an orderly stop had spared the file its check, or the check cannot see this. So
      // what the file did is the finding, and no start can fail of it for ever.
      String what = String.valueOf(damage.getMessage());
      return openStore(config, clock, aroundReaders, DatabaseFile.openDamaged(config, clock, what));
    }
  }

  private static SqliteObjectStore openStore(
      SqliteStoreConfig config,
      InstantSource clock,
      UnaryOperator<DataSource> aroundReaders,
      DatabaseFile file) {
    ResourceStack resources = new ResourceStack();
    resources.add(file);
    try {
      return new SqliteObjectStore(config, file, clock, aroundReaders, resources);
    } catch (SQLException e) {
      file.noteFailure(e);
      StoreOpenException failure =
          new StoreOpenException(
              "The database file %s cannot be used: %s"
                  .formatted(config.databaseFile(), DatabaseFailures.reason(e)),
              e);
      closeAfter(failure, resources);
      throw failure;
    } catch (RuntimeException | Error e) {
      closeAfter(e, resources);
      throw e;
    }
  }

  private static void closeAfter(Throwable failure, ResourceStack resources) {
    try {
      resources.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public Catalogue catalogue() {
    return state.catalogue();
  }

  @Override
  public long incarnation() {
    return file.incarnation();
  }

  @Override
  public Map<String, Long> initialRevisions() {
    return initialRevisions;
  }

  @Override
  public void addCommitListener(CommitListener listener) {
    writer.addListener(listener);
  }

  @Override
  public CompletableFuture<List<Optional<Entry>>> read(
      List<EntryAddress> addresses, Cancellation cancellation) {
    return reads.submit(new PointRead(addresses), weight(addresses), cancellation);
  }

  private static long weight(List<EntryAddress> addresses) {
    long weight = 0;
    for (EntryAddress address : addresses) {
      weight += ADDRESS_WEIGHT + address.key().length();
    }
    return weight;
  }

  private final class PointRead implements ReadOffload.Work<List<Optional<Entry>>> {
    private final List<EntryAddress> addresses;

    PointRead(List<EntryAddress> addresses) {
      this.addresses = addresses;
    }

    @Override
    public List<EntryAddress> addresses() {
      return addresses;
    }

    @Override
    public List<Optional<Entry>> run(Reader reader) throws SQLException {
      List<Optional<Entry>> entries = new ArrayList<>(addresses.size());
      long enough = reader.bytesRead() + MOST_READ_BYTES;
      for (int i = 0; i < addresses.size() && reader.bytesRead() < enough; i++) {
        reader.requireCaller();
        Optional<Entry> entry = reader.entries().get(addresses, i);
        if (entry.isPresent()) {
          reader.countBytes(entry.get().weight());
          accesses.accessed(addresses.get(i));
        }
        entries.add(entry);
      }
      return entries;
    }
  }

  @Override
  public void accessed(EntryAddress address) {
    accesses.accessed(address);
  }

  @Override
  public CompletableFuture<Lookup.Page> lookup(Lookup lookup, Cancellation cancellation) {
    return scans.submit(reader -> find(lookup, reader), cancellation);
  }

  private Lookup.Page find(Lookup lookup, Reader reader) throws SQLException {
    Lookup.Page page = new EntryFinder(lookup, reader).find();
    // Not a walk through all objects: it would make everything look as if it had just been used.
    if (lookup.value() != null) {
      for (Entry entry : page.entries()) {
        accesses.accessed(new EntryAddress(lookup.generation(), entry.key()));
      }
    }
    return page;
  }

  @Override
  public CompletableFuture<Optional<StoredCollection>> findCollection(
      CollectionAddress address, Cancellation cancellation) {
    return reads.submit(
        reader ->
            Optional.ofNullable(reader.collections().findCurrent(address))
                .map(StoredSet::collection),
        ADDRESS_WEIGHT + address.ref().length(),
        cancellation);
  }

  @Override
  public CompletableFuture<Optional<MemberScan.Page>> scanMembers(
      MemberScan scan, Cancellation cancellation) {
    return scans.submit(reader -> new MemberFinder(scan, reader).find(), cancellation);
  }

  @Override
  public <R> CompletableFuture<R> write(WriteCommand<R> command, Cancellation cancellation) {
    return writer.submit(command, cancellation);
  }

  @Override
  public CompletableFuture<StoreStatistics> statistics() {
    return scans.submit(this::statistics, Cancellation.NEVER);
  }

  private StoreStatistics statistics(Reader reader) throws SQLException {
    long freeBytes = pragma(reader, "freelist_count") * pragma(reader, "page_size");
    return new StoreStatistics(
        state.statistics(),
        file.bytes(),
        file.logBytes(),
        freeBytes,
        List.of(reads.figures(), scans.figures(), writer.figures()));
  }

  private static long pragma(Reader reader, String name) throws SQLException {
    try (ResultSet row = reader.statements().get("PRAGMA " + name).executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
