package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The store reads that are under way, one for each address: whoever misses while one runs joins it.
 * A read is joined only as long as nothing that it may have missed can have been heard of: a commit
 * detaches the reads of what it changed before anybody is told, and they then finish for those who
 * were aboard.
 *
 * <p>A read is cancelled when the last of its callers has gone, never sooner. There are at most as
 * many reads as callers, and the store bounds what it accepts.
 *
 * <p>Thread-safe.
 */
final class ReadFlights {
  private final ConcurrentHashMap<EntryAddress, Flight> running = new ConcurrentHashMap<>();

  @Inject
  ReadFlights() {}

  /**
   * Joins the read of this address, or starts it.
   *
   * @param reading starts the read; its future must be complete only when later readers may be
   *     served from elsewhere
   * @return a future of the caller's own
   */
  CompletableFuture<Optional<Entry>> join(
      EntryAddress address,
      Cancellation caller,
      Function<Cancellation, CompletableFuture<Optional<Entry>>> reading) {
    while (true) {
      Flight mine = new Flight(caller);
      Flight other = running.putIfAbsent(address, mine);
      if (other == null) {
        start(address, mine, reading);
        return mine.landing.copy();
      }
      if (other.board(caller)) {
        return other.landing.copy();
      }
      running.remove(address, other);
    }
  }

  private void start(
      EntryAddress address,
      Flight flight,
      Function<Cancellation, CompletableFuture<Optional<Entry>>> reading) {
    CompletableFuture<?> unused =
        begin(flight, reading)
            .whenComplete(
                (found, failure) -> {
                  running.remove(address, flight);
                  if (failure == null) {
                    flight.landing.complete(found);
                  } else {
                    flight.landing.completeExceptionally(bare(failure));
                  }
                });
  }

  /** A failure to start must reach those aboard like any other, or they would wait for ever. */
  private static CompletableFuture<Optional<Entry>> begin(
      Flight flight, Function<Cancellation, CompletableFuture<Optional<Entry>>> reading) {
    try {
      return reading.apply(flight);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Throwable bare(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** Lets nobody join the running read of this address any more. */
  void detach(EntryAddress address) {
    running.remove(address);
  }

  /**
   * The same for all of a generation. A read that is started meanwhile sees what was committed
   * before this was called.
   */
  void detachAll(long generation) {
    running.keySet().removeIf(address -> address.generation() == generation);
  }

  /** How many reads can be joined. */
  int size() {
    return running.size();
  }

  /** One read and those who wait for it. */
  private static final class Flight implements Cancellation {
    private final CompletableFuture<Optional<Entry>> landing = new CompletableFuture<>();
    private final List<Cancellation> aboard = new ArrayList<>(1);
    private boolean abandoned;

    Flight(Cancellation first) {
      aboard.add(first);
    }

    /** False when everybody had gone, so that the store may have dropped the read already. */
    synchronized boolean board(Cancellation caller) {
      if (!abandoned) {
        aboard.add(caller);
      }
      return !abandoned;
    }

    @Override
    public synchronized boolean isCancelled() {
      while (!abandoned && aboard.get(aboard.size() - 1).isCancelled()) {
        aboard.remove(aboard.size() - 1);
        abandoned = aboard.isEmpty();
      }
      return abandoned;
    }
  }
}
