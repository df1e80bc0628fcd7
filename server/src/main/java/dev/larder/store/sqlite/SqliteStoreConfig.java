package dev.larder.store.sqlite;

import dev.larder.config.ConfigurationException;
import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the SQLite store is set up.
 *
 * @param dataDirectory where the database file is; made when it does not exist
 * @param durability what an acknowledged write survives
 * @param onCorruption what a start does with a damaged file
 * @param lanes threads and queues
 * @param memory SQLite's own caches
 * @param upkeep what runs between the callers' writes
 */
public record SqliteStoreConfig(
    Path dataDirectory,
    Durability durability,
    OnCorruption onCorruption,
    Lanes lanes,
    Memory memory,
    Upkeep upkeep) {
  private static final String GROUP = "Store";
  private static final String FILE_NAME = "larder.db";

  public static final Setting<Path> DATA_DIRECTORY =
      SettingTypes.path(
          "data-dir",
          GROUP,
          "The directory of the database file.",
          "$XDG_DATA_HOME/larder, or ~/.local/share/larder",
          defaultDirectory());

  public static final Setting<Durability> DURABILITY =
      SettingTypes.choice(
          "durability",
          GROUP,
          "What an acknowledged write survives: the death of the process, or a power cut as well,"
              + " which costs a flush of the disk for each commit.",
          Durability.class,
          Durability.PROCESS);

  public static final Setting<OnCorruption> ON_CORRUPTION =
      SettingTypes.choice(
          "on-corruption",
          GROUP,
          "What a start does with a database file that it finds damaged: set it aside under a new name"
              + " and begin an empty one, or fail. A file is checked after a crash, and after a call that"
              + " met damage.",
          OnCorruption.class,
          OnCorruption.RECREATE);

  public static final Setting<Integer> READER_THREADS =
      machineDependent(
          SettingTypes.integer(
              "sqlite-reader-threads",
              GROUP,
              "Threads for reads by key, each with a connection of its own.",
              Math.max(2, Runtime.getRuntime().availableProcessors()),
              1,
              256),
          "the number of processors, at least 2");

  public static final Setting<Integer> READ_QUEUE_ENTRIES =
      SettingTypes.integer(
          "sqlite-read-queue-entries",
          GROUP,
          "The most reads by key that wait; more are refused as overload.",
          4096,
          1,
          1_000_000);

  public static final Setting<Integer> SCAN_THREADS =
      SettingTypes.integer(
          "sqlite-scan-threads",
          GROUP,
          "Threads for lookups and figures, apart from reads by key, each with a connection of its"
              + " own.",
          2,
          1,
          64);

  public static final Setting<Integer> SCAN_QUEUE_ENTRIES =
      SettingTypes.integer(
          "sqlite-scan-queue-entries",
          GROUP,
          "The most lookups that wait; more are refused as overload.",
          256,
          1,
          1_000_000);

  public static final Setting<Integer> WRITE_QUEUE_ENTRIES =
      SettingTypes.integer(
          "sqlite-write-queue-entries",
          GROUP,
          "The most writes that wait; more are refused as overload.",
          8192,
          1,
          1_000_000);

  public static final Setting<Long> WRITE_QUEUE_BYTES =
      SettingTypes.bytes(
          "sqlite-write-queue-bytes",
          GROUP,
          "The most bytes that the waiting writes hold together; more are refused as overload. One"
              + " write is always let in, whatever its size.",
          "64MB",
          1L << 20,
          1L << 40);

  public static final Setting<Long> CACHE_BYTES =
      SettingTypes.bytes(
          "sqlite-cache-bytes",
          GROUP,
          "SQLite's page cache, for each connection: one for each reader and scan thread, two more;"
              + " filled only as far as the file is long.",
          "32MB",
          1L << 20,
          1L << 40);

  public static final Setting<Long> MMAP_BYTES =
      SettingTypes.bytes(
          "sqlite-mmap-bytes",
          GROUP,
          "How much of the file is read through a memory map; 0 for none. With a map, a failing"
              + " disk kills the process instead of failing a read.",
          "0",
          0,
          1L << 46);

  public static final Setting<Duration> SWEEP_INTERVAL =
      SettingTypes.duration(
          "sweep-interval",
          GROUP,
          "How often entries past their hard expiry are looked for and removed.",
          "10s",
          Duration.ofMillis(100),
          Duration.ofDays(1));

  public static final Setting<Long> CHECKPOINT_BYTES =
      SettingTypes.bytes(
          "sqlite-checkpoint-bytes",
          GROUP,
          "The size of the write-ahead log from which it is copied back into the file.",
          "16MB",
          1L << 16,
          1L << 40);

  public static final Setting<Integer> CHANGE_LOG_ENTRIES =
      SettingTypes.integer(
          "change-log-entries",
          GROUP,
          "How many of a namespace's last changes are kept in the change log.",
          10_000,
          0,
          100_000_000);

  public static final Setting<Duration> SLICE_TIME =
      SettingTypes.duration(
          "maintenance-slice",
          GROUP,
          "The longest that one slice of sweeping, eviction or vacuum may hold up the writes behind"
              + " it. Most end sooner where a write comes.",
          "10ms",
          Duration.ofMillis(1),
          Duration.ofSeconds(10));

  public static final Setting<Duration> SLICE_DELAY =
      SettingTypes.duration(
          "maintenance-delay",
          GROUP,
          "How long a slice gives way to writes that wait, before its turn comes all the same.",
          "100ms",
          Duration.ZERO,
          Duration.ofMinutes(1));

  /** Every setting of the store. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          DATA_DIRECTORY,
          DURABILITY,
          ON_CORRUPTION,
          READER_THREADS,
          READ_QUEUE_ENTRIES,
          SCAN_THREADS,
          SCAN_QUEUE_ENTRIES,
          WRITE_QUEUE_ENTRIES,
          WRITE_QUEUE_BYTES,
          CACHE_BYTES,
          MMAP_BYTES,
          SWEEP_INTERVAL,
          CHECKPOINT_BYTES,
          CHANGE_LOG_ENTRIES,
          SLICE_TIME,
          SLICE_DELAY);

  /** What an acknowledged write survives. */
  public enum Durability {
    /** The death of the process, not always a power cut. */
    PROCESS,
    /** A power cut too. */
    POWER
  }

  /** What a start does with a damaged file. */
  public enum OnCorruption {
    /** Sets it aside and begins an empty one. */
    RECREATE,
    /** Fails. */
    FAIL
  }

  /**
   * Threads and queues; see the settings of the same names.
   *
   * @param readerThreads at least 1
   * @param readQueueEntries at least 1
   * @param scanThreads at least 1
   * @param scanQueueEntries at least 1
   * @param writeQueueEntries at least 1
   * @param writeQueueBytes by {@link dev.larder.store.WriteCommand#weight}
   */
  public record Lanes(
      int readerThreads,
      int readQueueEntries,
      int scanThreads,
      int scanQueueEntries,
      int writeQueueEntries,
      long writeQueueBytes) {}

  /**
   * SQLite's own caches.
   *
   * @param cacheBytes of each connection
   * @param mmapBytes 0: none
   */
  public record Memory(long cacheBytes, long mmapBytes) {}

  /**
   * What runs between the callers' writes.
   *
   * @param sweepInterval between two searches for expired entries
   * @param checkpointBytes the size of the write-ahead log from which it is checkpointed
   * @param changeLogEntries kept for each namespace
   * @param sliceTime the longest that one slice may take
   * @param sliceDelay the longest that a slice gives way to waiting writes
   */
  public record Upkeep(
      Duration sweepInterval,
      long checkpointBytes,
      int changeLogEntries,
      Duration sliceTime,
      Duration sliceDelay) {}

  /** The record of the values in force. */
  public static SqliteStoreConfig from(SettingValues values) {
    return new SqliteStoreConfig(
        dataDirectory(values),
        values.get(DURABILITY),
        values.get(ON_CORRUPTION),
        new Lanes(
            values.get(READER_THREADS),
            values.get(READ_QUEUE_ENTRIES),
            values.get(SCAN_THREADS),
            values.get(SCAN_QUEUE_ENTRIES),
            values.get(WRITE_QUEUE_ENTRIES),
            values.get(WRITE_QUEUE_BYTES)),
        new Memory(values.get(CACHE_BYTES), values.get(MMAP_BYTES)),
        new Upkeep(
            values.get(SWEEP_INTERVAL),
            values.get(CHECKPOINT_BYTES),
            values.get(CHANGE_LOG_ENTRIES),
            values.get(SLICE_TIME),
            values.get(SLICE_DELAY)));
  }

  /** The database file. */
  public Path databaseFile() {
    return dataDirectory.resolve(FILE_NAME);
  }

  /** The documentation must not change with the machine that it is generated on. */
  private static <T> Setting<T> machineDependent(Setting<T> setting, String defaultText) {
    return new Setting<>(
        setting.name(),
        setting.group(),
        setting.description(),
        setting.placeholder(),
        defaultText,
        setting.defaultValue(),
        setting.parser());
  }

  /** Null where there is no home directory, as for a user that only a container knows. */
  private static @Nullable Path defaultDirectory() {
    Path data = absolute(System.getenv("XDG_DATA_HOME"));
    if (data != null) {
      return data.resolve("larder");
    }
    Path home = absolute(System.getenv("HOME"));
    Path base = home == null ? absolute(System.getProperty("user.home")) : home;
    return base == null ? null : base.resolve(".local").resolve("share").resolve("larder");
  }

  /** The XDG specification: a relative path is to be ignored. */
  private static @Nullable Path absolute(@Nullable String path) {
    return path == null || !Path.of(path).isAbsolute() ? null : Path.of(path);
  }

  private static Path dataDirectory(SettingValues values) {
    Path directory = values.find(DATA_DIRECTORY);
    if (directory == null) {
      throw new ConfigurationException(
          "data-dir: there is no home directory to put it in; say where with --data-dir or LARDER_DATA_DIR");
    }
    return directory;
  }
}
