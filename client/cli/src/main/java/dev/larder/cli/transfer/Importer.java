package dev.larder.cli.transfer;

import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads records, sends them in batches, several at a time, and notes which are done. A key is in
 * one batch at a time, so that of two records with the same id the later one stays. {@link #run} is
 * for one thread.
 */
final class Importer {
  private final BlockingLarderClient client;
  private final RecordFormat format;
  private final Acknowledgements acknowledgements;
  private final BadRecords badRecords;
  private final ImportLimits limits;
  private final ExecutorService senders;

  private final Semaphore room;
  private final Set<Key> sending = new HashSet<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private ImportBatch batch = new ImportBatch();

  /**
   * Sends with these executor's threads, of which there are {@code limits.inFlight()}; it stays
   * open.
   */
  Importer(
      BlockingLarderClient client,
      RecordFormat format,
      Acknowledgements acknowledgements,
      BadRecords badRecords,
      ImportLimits limits,
      ExecutorService senders) {
    this.client = client;
    this.format = format;
    this.acknowledgements = acknowledgements;
    this.badRecords = badRecords;
    this.limits = limits;
    this.senders = senders;
    this.room = new Semaphore(limits.inFlight());
  }

  /**
   * Imports what comes after the checkpoint. Answers false when the input broke off or a bad record
   * ended it.
   *
   * @throws IOException when the input cannot be read or the checkpoint not written
   */
  boolean run(RecordReader reader) throws IOException, InterruptedException {
    boolean whole = false;
    try {
      whole = readAll(reader);
      submit();
    } finally {
      awaitIdle();
      acknowledgements.write();
    }
    rethrow();
    return whole && !stopped;
  }

  private boolean readAll(RecordReader reader) throws IOException, InterruptedException {
    long done = acknowledgements.checkpoint().records();
    for (InputRecord record = reader.next(); record != null && !stopped; record = reader.next()) {
      if (record instanceof InputRecord.Broken broken) {
        badRecords.report(broken.number(), broken.why());
        acknowledgements.count(0, 1);
        return false;
      }
      if (record.number() > done) {
        take(record);
      }
    }
    return true;
  }

  private void take(InputRecord record) throws InterruptedException {
    if (record instanceof InputRecord.Read read) {
      try {
        add(read.number(), format.put(read));
      } catch (BadRecordException bad) {
        passOver(read.number(), String.valueOf(bad.getMessage()));
      }
    } else if (record instanceof InputRecord.Bad bad) {
      passOver(bad.number(), bad.why());
    }
  }

  private void passOver(long number, String why) {
    badRecords.report(number, why);
    if (limits.failFast()) {
      acknowledgements.count(0, 1);
      stopped = true;
    } else {
      batch.addBad(number);
    }
  }

  private void add(long number, Put<Payload> put) throws InterruptedException {
    boolean isFull =
        batch.puts().size() == limits.batchItems()
            || (!batch.puts().isEmpty()
                && batch.bytes() + ImportBatch.size(put) > limits.batchBytes());
    boolean repeats = batch.contains(put.key()) || isSending(put.key());
    if (isFull || repeats) {
      submit();
    }
    if (repeats) {
      awaitIdle();
    }
    batch.add(number, put);
  }

  private void submit() throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    ImportBatch full = batch;
    batch = new ImportBatch();
    room.acquire();
    boolean handedOver = false;
    try {
      synchronized (sending) {
        sending.addAll(full.keys());
      }
      Acknowledgements.Pending pending = acknowledgements.begin(full.lastRecord());
      senders.execute(() -> send(full, pending));
      handedOver = true;
    } finally {
      // There may be no memory for a thread; whoever waits for the senders must not wait for it.
      if (!handedOver) {
        leave(full);
      }
    }
  }

  private void send(ImportBatch full, Acknowledgements.Pending pending) {
    try {
      BatchSender sender = new BatchSender(client, badRecords, full);
      sender.send();
      // A bad record that ends the import is not done: it is to be tried again.
      if (limits.failFast() && sender.refused() > 0) {
        acknowledgements.count(sender.stored(), sender.refused());
        stopped = true;
      } else {
        acknowledgements.end(pending, sender.stored(), sender.refused() + full.bad());
      }
    } catch (IOException | InterruptedException | RuntimeException | Error failed) {
      // Errors too: the batch is lost, and the import must not pass for whole.
      failure.compareAndSet(null, failed);
      stopped = true;
    } finally {
      leave(full);
    }
  }

  private void leave(ImportBatch done) {
    try {
      synchronized (sending) {
        sending.removeAll(done.keys());
      }
    } finally {
      room.release();
    }
  }

  private boolean isSending(Key key) {
    synchronized (sending) {
      return sending.contains(key);
    }
  }

  private void awaitIdle() throws InterruptedException {
    room.acquire(limits.inFlight());
    room.release(limits.inFlight());
  }

  private void rethrow() throws IOException, InterruptedException {
    Throwable failed = failure.get();
    if (failed instanceof IOException file) {
      throw file;
    }
    if (failed instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (failed instanceof RuntimeException other) {
      throw other;
    }
    if (failed instanceof Error fault) {
      throw fault;
    }
  }
}
