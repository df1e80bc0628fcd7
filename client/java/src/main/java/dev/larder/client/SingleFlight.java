package dev.larder.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * At most one piece of work at a time for a subject; whoever comes while it runs shares its end,
 * unless that concerns its leader alone. Thread-safe; holds a subject only while its work runs.
 */
final class SingleFlight<K> {
  private final ConcurrentMap<K, Flight> flights = new ConcurrentHashMap<>();
  private final Predicate<Throwable> ofTheLeader;

  /**
   * Makes one.
   *
   * @param ofTheLeader failures that concern only the one who began the flight: the others go on as
   *     if they had been turned away
   */
  SingleFlight(Predicate<Throwable> ofTheLeader) {
    this.ofTheLeader = ofTheLeader;
  }

  /**
   * Joins the flight of the subject, or begins one.
   *
   * @param party those who may share: two parties that are not equal never share a flight, since
   *     their answers differ
   * @param work begun for the first to come
   * @param turnedAway what a caller does after the end of a flight that it could not share
   */
  @SuppressWarnings("unchecked")
  <T> CompletableFuture<T> join(
      K subject,
      Object party,
      Function<Flight, CompletableFuture<T>> work,
      Supplier<CompletableFuture<T>> turnedAway) {
    Flight mine = new Flight(party);
    Flight running = flights.putIfAbsent(subject, mine);
    if (running == null) {
      return lead(subject, mine, work);
    }
    if (running.party.equals(party)) {
      return Futures.follow(share((CompletableFuture<T>) running.end, turnedAway));
    }
    return running.end.exceptionally(failure -> subject).thenCompose(ended -> turnedAway.get());
  }

  /** Begins a flight in place of the one that runs, which nobody joins any more. */
  <T> CompletableFuture<T> begin(
      K subject, Object party, Function<Flight, CompletableFuture<T>> work) {
    Flight mine = new Flight(party);
    Flight replaced = flights.put(subject, mine);
    if (replaced != null) {
      replaced.superseded = true;
    }
    return lead(subject, mine, work);
  }

  /**
   * Lets nobody join the flights of these subjects any more, and tells them so. Who waits already
   * still gets their end.
   */
  void supersede(Predicate<K> subjects) {
    flights.forEach(
        (subject, flight) -> {
          if (subjects.test(subject)) {
            flight.superseded = true;
            flights.remove(subject, flight);
          }
        });
  }

  /** How many flights run. */
  int size() {
    return flights.size();
  }

  private <T> CompletableFuture<T> share(
      CompletableFuture<T> end, Supplier<CompletableFuture<T>> turnedAway) {
    return end.exceptionallyCompose(
        failure ->
            ofTheLeader.test(Futures.unwrap(failure))
                ? turnedAway.get()
                : CompletableFuture.failedFuture(failure));
  }

  // Out of the map before the end is told: whoever comes after the end begins anew.
  private <T> CompletableFuture<T> lead(
      K subject, Flight flight, Function<Flight, CompletableFuture<T>> work) {
    var unused =
        Futures.begin(() -> work.apply(flight))
            .whenComplete(
                (value, failure) -> {
                  flights.remove(subject, flight);
                  Futures.complete(flight.end, value, failure);
                });
    @SuppressWarnings("unchecked")
    CompletableFuture<T> end = (CompletableFuture<T>) flight.end;
    return Futures.follow(end);
  }

  /** Work that runs. */
  static final class Flight {
    private final Object party;
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private volatile boolean superseded;

    private Flight(Object party) {
      this.party = party;
    }

    /** True when something newer has happened to the subject since the work began. */
    boolean isSuperseded() {
      return superseded;
    }
  }
}
