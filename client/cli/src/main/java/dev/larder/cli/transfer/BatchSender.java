package dev.larder.cli.transfer;

import dev.larder.client.BatchItem;
import dev.larder.client.BatchMode;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.LarderException;
import dev.larder.client.LarderException.Code;
import dev.larder.client.PutResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch until each of its puts is stored or refused for good, waiting where the server is
 * busy or away. For one thread and one batch.
 */
final class BatchSender {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final BlockingLarderClient client;
  private final BadRecords badRecords;
  private final long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
  private List<ImportBatch.Numbered> left;
  private long stored;
  private long refused;

  BatchSender(BlockingLarderClient client, BadRecords badRecords, ImportBatch batch) {
    this.client = client;
    this.badRecords = badRecords;
    this.left = batch.puts();
  }

  /**
   * Sends it.
   *
   * @throws LarderException when the server was away for a minute, or would refuse any record
   */
  void send() throws InterruptedException {
    for (int attempt = 0; !left.isEmpty(); attempt++) {
      LarderException failure = sendOnce();
      if (failure != null) {
        pause(attempt, failure);
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

  /** Sends what is left; answers why some of it is left still, or null. */
  private @Nullable LarderException sendOnce() {
    try {
      return settle(
          client.batchPut(
              left.stream().map(ImportBatch.Numbered::put).toList(),
              Codec.payload(),
              BatchMode.PER_ITEM));
    } catch (LarderException failure) {
      if (mayPass(failure)) {
        return failure;
      }
      if (left.size() > 1 || !isOfOneRecord(failure)) {
        throw failure;
      }
      refuse(left.get(0), failure);
      left = List.of();
      return null;
    }
  }

  private @Nullable LarderException settle(List<BatchItem<PutResult>> items) {
    List<ImportBatch.Numbered> again = new ArrayList<>();
    LarderException last = null;
    for (int index = 0; index < items.size(); index++) {
      LarderException error = items.get(index).errorOrNull();
      if (error == null) {
        stored++;
      } else if (mayPass(error)) {
        again.add(left.get(index));
        last = error;
      } else if (isOfOneRecord(error)) {
        refuse(left.get(index), error);
      } else {
        throw error;
      }
    }
    left = again;
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
      // Without a reason it is the transport's: the message is too large.
      case RESOURCE_EXHAUSTED -> failure.reason().isEmpty();
      default -> false;
    };
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
