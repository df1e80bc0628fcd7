package dev.larder.cache;

import dev.larder.cache.Follower.Turn;
import dev.larder.cache.ObjectReader.Found;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.ReadPolicy;
import dev.larder.store.KindState;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads that take part in fills. Whoever comes to lead looks once more at what is stored: the value
 * may have come between its look and its turn, and then nobody need be sent.
 *
 * <p>Thread-safe.
 */
final class FillReader {
  /** So often a caller is made leader in vain before it is told of a plain miss. */
  private static final int MOST_TURNS = 3;

  private final ObjectReader reader;
  private final ReadJudge judge;
  private final FillCoordinator coordinator;
  private final Publication publication;
  private final InstantSource clock;

  @Inject
  FillReader(
      ObjectReader reader,
      ReadJudge judge,
      FillCoordinator coordinator,
      Publication publication,
      InstantSource clock) {
    this.reader = reader;
    this.judge = judge;
    this.coordinator = coordinator;
    this.publication = publication;
    this.clock = clock;
  }

  /** Reads one object for a caller who names a fill. */
  CompletableFuture<ReadAnswer> get(
      ReadRequest request, FillRequest fill, Cancellation cancellation) {
    return new Call(request, fill, cancellation).ask().thenApply(judge::counted);
  }

  /**
   * Takes part in the fill for a caller who has read already and does not wait.
   *
   * @param read what it was told
   * @return the same with its part; nothing newer, for it belongs to a snapshot, but for what is
   *     served because the origin has failed
   */
  CompletableFuture<ReadAnswer> join(
      ReadRequest request, FillRequest fill, ReadAnswer read, Cancellation cancellation) {
    ServedEntry served = read.entry();
    if (served != null && !(fill.acquire() && judge.dueForRefresh(served, kind(request)))) {
      return CompletableFuture.completedFuture(read);
    }
    return new Call(request, fill.withPatience(Duration.ZERO), cancellation)
        .ask()
        .thenApply(judged -> part(read, judged.answer()));
  }

  private @Nullable KindState kind(ReadRequest request) {
    return publication.catalogue().kind(request.key().namespace(), request.key().kind());
  }

  private static ReadAnswer part(ReadAnswer read, ReadAnswer now) {
    FillTicket ticket = now.ticket();
    boolean hasCome = read.entry() == null && now.entry() != null;
    if (ticket instanceof FillTicket.Backoff && hasCome) {
      return now;
    } else if (ticket != null) {
      return read.with(ticket);
    }
    return hasCome ? read.with(new FillTicket.Follower(Duration.ZERO, Duration.ZERO)) : read;
  }

  /** One caller's way. Its steps follow one another, on whichever thread completed the last. */
  private final class Call {
    private final ReadRequest request;
    private final FillRequest fill;
    private final Cancellation cancellation;
    private final Instant patienceEnds;
    private int turns;

    Call(ReadRequest request, FillRequest fill, Cancellation cancellation) {
      this.request = request;
      this.fill = fill;
      this.cancellation = cancellation;
      this.patienceEnds = clock.instant().plus(fill.patience());
    }

    CompletableFuture<Judged> ask() {
      return reader.find(request, cancellation).thenCompose(this::decide);
    }

    private CompletableFuture<Judged> decide(Found found) {
      Judged judged = judge.judge(found);
      boolean miss = judged.answer().entry() == null;
      if (!miss && !(fill.acquire() && dueForRefresh(judged))) {
        return done(judged);
      }
      Follower follower = miss ? follower() : null;
      FillPart part = coordinator.join(key(), fill, follower);
      if (part instanceof FillPart.Lead lead) {
        return confirm(lead.fill());
      } else if (part instanceof FillPart.Follow other) {
        return done(judged.with(other.ticket()));
      } else if (part instanceof FillPart.Refused refused) {
        return done(inBackoff(found, refused.ticket()));
      } else if (part instanceof FillPart.Wait) {
        return await(Objects.requireNonNull(follower), found);
      }
      return done(judged);
    }

    private boolean dueForRefresh(Judged judged) {
      ServedEntry served = judged.answer().entry();
      return served != null && judge.dueForRefresh(served, judged.read().kind());
    }

    private FillKey key() {
      return FillKey.ofObject(request.key());
    }

    private @Nullable Follower follower() {
      Duration left = Duration.between(clock.instant(), patienceEnds);
      return left.isNegative() || left.isZero()
          ? null
          : new Follower(fill.withPatience(left), cancellation);
    }

    private CompletableFuture<Judged> await(Follower follower, Found found) {
      cancellation.whenCancelled(() -> coordinator.leave(follower));
      return follower.turn.thenCompose(turn -> after(turn, found));
    }

    private CompletableFuture<Judged> after(Turn turn, Found found) {
      if (turn instanceof Turn.Landed landed) {
        return done(judge.landed(found.read(), landed.entry()));
      } else if (turn instanceof Turn.Led led) {
        return confirm(led.fill());
      } else if (turn instanceof Turn.Failed failed) {
        // What it found before it waited may have been deleted or invalidated since.
        return reader
            .find(request, cancellation)
            .thenApply(now -> inBackoff(now, failed.backoff()));
      } else if (turn instanceof Turn.TimeUp timeUp) {
        return done(judge.judge(found).with(timeUp.ticket()));
      }
      return ask();
    }

    private Judged inBackoff(Found found, FillTicket.Backoff ticket) {
      return judge.judgeInBackoff(found).with(ticket);
    }

    /** Looks once more, now that nobody else can complete a fill of the key. */
    private CompletableFuture<Judged> confirm(Fill led) {
      CompletableFuture<Found> again;
      try {
        again = reader.find(evenIfBypassed(), cancellation);
      } catch (RuntimeException | Error e) {
        coordinator.release(led);
        throw e;
      }
      return again
          .whenComplete((found, failure) -> releaseAfter(failure, led))
          .thenCompose(found -> leadOrNot(led, found));
    }

    private void releaseAfter(@Nullable Throwable failure, Fill led) {
      if (failure != null) {
        coordinator.release(led);
      }
    }

    /** What is skipped is still what the leader may revalidate. */
    private ReadRequest evenIfBypassed() {
      return request.policy().freshness() == Freshness.REFRESH
          ? request.withPolicy(ReadPolicy.of(Freshness.ANY))
          : request;
    }

    private CompletableFuture<Judged> leadOrNot(Fill led, Found found) {
      Judged judged = judge.judge(new Found(found.read().asking(request), found.entry()));
      if (judged.answer().entry() != null && !dueForRefresh(judged)) {
        coordinator.release(led);
        return done(judged);
      }
      Entry stored = found.entry();
      coordinator.carries(led, stored == null ? List.of() : stored.content().tags());
      if (cancellation.isCancelled()) {
        coordinator.giveBack(led);
        return done(judged);
      }
      if (coordinator.begin(led, fill.lease())) {
        return done(
            judged.with(
                new FillTicket.Leader(
                    coordinator.leaders().token(led), fill.lease(), previous(found))));
      }
      // Superseded before it was told.
      return ++turns < MOST_TURNS ? ask() : done(judged);
    }

    private @Nullable ServedEntry previous(Found found) {
      KindState kind = found.read().kind();
      Entry stored = found.entry();
      if (kind == null || stored == null) {
        return null;
      }
      Entry entry = kind.apply(stored);
      Instant now = clock.instant();
      return entry.tombstone() || entry.goneAt(now) ? null : FreshnessPolicy.served(now, entry);
    }

    private static CompletableFuture<Judged> done(Judged judged) {
      return CompletableFuture.completedFuture(judged);
    }
  }
}
