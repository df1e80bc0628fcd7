package dev.larder.cli.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which records are done. Batches end in any order; the checkpoint only ever moves past a record
 * when all before it are done. Thread-safe.
 */
final class Acknowledgements {
  private static final long WRITE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final @Nullable Path file;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private Checkpoint checkpoint;
  private long imported;
  private long bad;
  private long writtenNanos = System.nanoTime() - WRITE_INTERVAL_NANOS;

  /** Goes on from a checkpoint, and keeps it in the file when there is one. */
  Acknowledgements(Checkpoint start, @Nullable Path file) {
    this.checkpoint = start;
    this.file = file;
    imported = start.imported();
    bad = start.bad();
  }

  /** Notes a batch that begins. Call it in the order of the records. */
  synchronized Pending begin(long lastRecord) {
    Pending batch = new Pending(lastRecord);
    pending.add(batch);
    return batch;
  }

  /** Counts records that are not done for all that: the next import takes them again. */
  synchronized void count(long importedNow, long badNow) {
    imported += importedNow;
    bad += badNow;
  }

  /** Notes that all records of a batch are done. */
  synchronized void end(Pending batch, long importedNow, long badNow) throws IOException {
    count(importedNow, badNow);
    batch.done = true;
    batch.imported = importedNow;
    batch.bad = badNow;
    boolean moved = false;
    for (Pending first = pending.peek(); first != null && first.done; first = pending.peek()) {
      pending.remove();
      checkpoint =
          new Checkpoint(
              checkpoint.origin(),
              first.lastRecord,
              checkpoint.imported() + first.imported,
              checkpoint.bad() + first.bad);
      moved = true;
    }
    if (moved && System.nanoTime() - writtenNanos >= WRITE_INTERVAL_NANOS) {
      write();
    }
  }

  /** Puts the checkpoint as it is now into its file. */
  synchronized void write() throws IOException {
    if (file != null) {
      checkpoint.write(file);
      writtenNanos = System.nanoTime();
    }
  }

  synchronized Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Records stored, those of before the checkpoint too. */
  synchronized long imported() {
    return imported;
  }

  /** Records that were bad, those of before the checkpoint too. */
  synchronized long bad() {
    return bad;
  }

  /** A batch that is under way. */
  static final class Pending {
    private final long lastRecord;
    private boolean done;
    private long imported;
    private long bad;

    private Pending(long lastRecord) {
      this.lastRecord = lastRecord;
    }
  }
}
