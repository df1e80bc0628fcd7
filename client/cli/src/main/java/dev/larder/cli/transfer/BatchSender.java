package dev.larder.cli.transfer;

import dev.larder.client.BatchItem;
import dev.larder.client.BatchMode;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.LarderException;
import dev.larder.client.LarderException.Code;
import dev.larder.client.PutResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch until each of its puts is stored or refused for good, waiting where the server is
 * busy or away, and in halves where it is too large for the way there. For one thread and one
 * batch.
 */
final class BatchSender {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final BlockingLarderClient client;
  private final BadRecords badRecords;
  private final long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
  private final Deque<List<ImportBatch.Numbered>> left = new ArrayDeque<>();
  private long stored;
  private long refused;

  BatchSender(BlockingLarderClient client, BadRecords badRecords, ImportBatch batch) {
    this.client = client;
    this.badRecords = badRecords;
    if (!batch.puts().isEmpty()) {
      left.add(batch.puts());
    }
  }

  /**
   * Sends it.
   *
   * @throws LarderException when the server was away for a minute, or would refuse any record
   */
  void send() throws InterruptedException {
    int pauses = 0;
    while (!left.isEmpty()) {
      LarderException failure = send(left.remove());
      if (failure != null) {
        pause(pauses++, failure);
      }
    }
  }

  /** How many were stored. */
  long stored() {
    return stored;
  }

  /** How many were refused for good. */
  long refused() {
    return refused;
  }

  /** Sends a part; answers why some of it is to wait and be sent again, or null. */
  private @Nullable LarderException send(List<ImportBatch.Numbered> part) {
    List<BatchItem<PutResult>> items;
    try {
      items =
          client.batchPut(
              part.stream().map(ImportBatch.Numbered::put).toList(),
              Codec.payload(),
              BatchMode.PER_ITEM);
    } catch (LarderException failure) {
      return settle(part, failure);
    }
    return settle(part, items);
  }

  private @Nullable LarderException settle(
      List<ImportBatch.Numbered> part, LarderException failure) {
    if (mayPass(failure)) {
      left.addFirst(part);
      return failure;
    }
    if (part.size() == 1 && isOfOneRecord(failure)) {
      refuse(part.get(0), failure);
    } else if (part.size() > 1 && isTooLarge(failure)) {
      split(part);
    } else {
      throw failure;
    }
    return null;
  }

  private void split(List<ImportBatch.Numbered> part) {
    int half = part.size() / 2;
    left.addFirst(part.subList(half, part.size()));
    left.addFirst(part.subList(0, half));
  }

  private @Nullable LarderException settle(
      List<ImportBatch.Numbered> part, List<BatchItem<PutResult>> items) {
    List<ImportBatch.Numbered> again = new ArrayList<>();
    LarderException last = null;
    for (int index = 0; index < items.size(); index++) {
      LarderException error = items.get(index).errorOrNull();
      if (error == null) {
        stored++;
      } else if (mayPass(error)) {
        again.add(part.get(index));
        last = error;
      } else if (isOfOneRecord(error)) {
        refuse(part.get(index), error);
      } else {
        throw error;
      }
    }
    if (!again.isEmpty()) {
      left.addFirst(again);
    }
    return last;
  }

  private void refuse(ImportBatch.Numbered item, LarderException error) {
    refused++;
    badRecords.report(item.number(), String.valueOf(error.getMessage()));
  }

  private static boolean mayPass(LarderException failure) {
    return failure.isRetryable() || failure.code() == Code.DEADLINE_EXCEEDED;
  }

  /** False when the next record would fare no better: no room, no right. */
  private static boolean isOfOneRecord(LarderException failure) {
    return switch (failure.code()) {
      case INVALID_ARGUMENT, ABORTED, ALREADY_EXISTS, OUT_OF_RANGE, INTERNAL -> true;
      case RESOURCE_EXHAUSTED -> isTooLarge(failure);
      default -> false;
    };
  }

  /** Without a reason it is the transport's: the message is too large. */
  private static boolean isTooLarge(LarderException failure) {
    return failure.code() == Code.RESOURCE_EXHAUSTED && failure.reason().isEmpty();
  }

  private void pause(int attempt, LarderException failure) throws InterruptedException {
    if (System.nanoTime() > giveUpNanos) {
      throw failure;
    }
    long growing = FIRST_PAUSE_MILLIS << Math.min(attempt, 10);
    long longest =
        Math.min(
            LONGEST_PAUSE_MILLIS,
            Math.max(growing, failure.retryAfter().orElse(Duration.ZERO).toMillis()));
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
