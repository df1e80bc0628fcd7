package dev.larder.cache;

import dev.larder.cache.Follower.Turn;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Outcome;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads of collections that take part in fills, as {@link FillReader} does it for objects. Nobody
 * is handed the leader's members: who has waited reads them, since there may be many, and has them
 * however short their lifetime.
 *
 * <p>Thread-safe.
 */
final class CollectionFillReader {
  /** So often a caller is made leader in vain before it is told of a plain miss. */
  private static final int MOST_TURNS = 3;

  private final CollectionReader reader;
  private final FillCoordinator coordinator;
  private final KindDirectory kinds;
  private final Publication publication;
  private final InstantSource clock;

  /** Looks that are under way: all who have waited for a collection ask the same at once. */
  private final Map<Look, CompletableFuture<CollectionAnswer>> looks = new ConcurrentHashMap<>();

  /**
   * One question to the store.
   *
   * @param revision published when it was asked: whoever knows of a later change asks anew
   * @param awaited what they have waited for; null: nothing that has come
   */
  private record Look(long revision, CollectionRequest request, @Nullable LandedSet awaited) {}

  @Inject
  CollectionFillReader(
      CollectionReader reader,
      FillCoordinator coordinator,
      KindDirectory kinds,
      Publication publication,
      InstantSource clock) {
    this.reader = reader;
    this.publication = publication;
    this.coordinator = coordinator;
    this.kinds = kinds;
    this.clock = clock;
  }

  /** Reads the first page for a caller who names a fill. */
  CompletableFuture<CollectionAnswer> read(
      CollectionRequest request, FillRequest fill, Cancellation cancellation) {
    KindPolicy policy = kinds.policy(request.ref().namespace(), request.ref().kind());
    return new Call(request, fill, policy, cancellation)
        .ask()
        .thenApply(answer -> reader.counted(request, answer));
  }

  /**
   * For those who have waited, and are told all at once: together, and to the end, since some of
   * them may stay.
   */
  private CompletableFuture<CollectionAnswer> lookTogether(
      CollectionRequest request, @Nullable LandedSet awaited) {
    long revision = publication.revision(request.ref().namespace());
    Look look = new Look(revision, request.withoutFill(), awaited);
    CompletableFuture<CollectionAnswer> begun = new CompletableFuture<>();
    CompletableFuture<CollectionAnswer> underWay = looks.putIfAbsent(look, begun);
    if (underWay != null) {
      return underWay;
    }
    var unused =
        find(look)
            .whenComplete(
                (answer, failure) -> {
                  looks.remove(look, begun);
                  settle(begun, answer, failure);
                });
    return begun;
  }

  private CompletableFuture<CollectionAnswer> find(Look look) {
    try {
      return reader.find(look.request(), look.awaited(), Cancellation.NEVER);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void settle(
      CompletableFuture<CollectionAnswer> begun,
      @Nullable CollectionAnswer answer,
      @Nullable Throwable failure) {
    if (failure == null) {
      begun.complete(answer);
    } else {
      begun.completeExceptionally(failure);
    }
  }

  /** One caller's way. Its steps follow one another, on whichever thread completed the last. */
  private final class Call {
    private final CollectionRequest request;
    private final FillRequest fill;
    private final KindPolicy policy;
    private final Cancellation cancellation;
    private final FillKey key;
    private final Instant patienceEnds;
    private int turns;

    Call(
        CollectionRequest request, FillRequest fill, KindPolicy policy, Cancellation cancellation) {
      this.request = request;
      this.fill = fill;
      this.policy = policy;
      this.cancellation = cancellation;
      this.key = FillKey.ofCollection(request.ref());
      this.patienceEnds = clock.instant().plus(fill.patience());
    }

    CompletableFuture<CollectionAnswer> ask() {
      return look(hopeful()).thenCompose(this::decide);
    }

    private CompletableFuture<CollectionAnswer> look(CollectionRequest as) {
      return reader.find(as, cancellation);
    }

    /** What is asked for as long as the origin may still answer. */
    private CollectionRequest hopeful() {
      return acceptsStaleIfError()
          ? request.withPolicy(request.policy().withFreshness(Freshness.FRESH_ONLY))
          : request;
    }

    private boolean acceptsStaleIfError() {
      return FreshnessPolicy.effective(request.policy(), policy) == Freshness.STALE_IF_ERROR;
    }

    private CompletableFuture<CollectionAnswer> decide(CollectionAnswer answer) {
      if (answer.served() && !(fill.acquire() && isDue(answer))) {
        return done(answer);
      }
      Follower follower = answer.served() ? null : follower();
      FillPart part = coordinator.join(key, fill, follower);
      if (part instanceof FillPart.Lead lead) {
        return confirm(lead.fill());
      } else if (part instanceof FillPart.Follow other) {
        return done(answer.with(other.ticket()));
      } else if (part instanceof FillPart.Refused refused) {
        return inBackoff(answer, refused.ticket());
      } else if (part instanceof FillPart.Wait) {
        return await(Objects.requireNonNull(follower), answer);
      }
      return done(answer);
    }

    /** By the set alone, unless a member makes the whole stale. */
    private boolean isDue(CollectionAnswer answer) {
      CollectionView view = answer.view();
      return answer.outcome() == Outcome.STALE
          || (view != null
              && FreshnessPolicy.dueForRefresh(
                  view.freshFor(), view.collection().validity(), policy));
    }

    private @Nullable Follower follower() {
      Duration left = Duration.between(clock.instant(), patienceEnds);
      return left.isNegative() || left.isZero()
          ? null
          : new Follower(fill.withPatience(left), cancellation);
    }

    private CompletableFuture<CollectionAnswer> await(Follower follower, CollectionAnswer answer) {
      cancellation.whenCancelled(() -> coordinator.leave(follower));
      return follower.turn.thenCompose(turn -> after(turn, answer));
    }

    private CompletableFuture<CollectionAnswer> after(Turn turn, CollectionAnswer answer) {
      if (turn instanceof Turn.Committed committed) {
        return lookTogether(evenIfBypassed(), committed.set()).thenCompose(this::afterCommit);
      } else if (turn instanceof Turn.Led led) {
        return confirm(led.fill());
      } else if (turn instanceof Turn.Failed failed) {
        return inBackoff(answer, failed.backoff());
      } else if (turn instanceof Turn.TimeUp timeUp) {
        return done(answer.with(timeUp.ticket()));
      }
      return lookTogether(hopeful(), null).thenCompose(this::decide);
    }

    /** Nobody looks alone yet: there may be more of them than the store takes reads. */
    private CompletableFuture<CollectionAnswer> afterCommit(CollectionAnswer come) {
      if (suits(come)) {
        return done(come);
      }
      return decide(isRefresh() ? come.bypassed() : come);
    }

    /** Who would not have what was stored is not given a set with stale members either. */
    private boolean suits(CollectionAnswer come) {
      return come.served() && !(isRefresh() && come.outcome() == Outcome.STALE);
    }

    /** Who would not have what was stored gets what has come since. */
    private CollectionRequest evenIfBypassed() {
      return isRefresh()
          ? request.withPolicy(request.policy().withFreshness(Freshness.ANY))
          : hopeful();
    }

    private boolean isRefresh() {
      return FreshnessPolicy.effective(request.policy(), policy) == Freshness.REFRESH;
    }

    private CompletableFuture<CollectionAnswer> inBackoff(
        CollectionAnswer answer, FillTicket.Backoff ticket) {
      return answer.served() || !acceptsStaleIfError()
          ? done(answer.with(ticket))
          : lookTogether(request, null).thenApply(stale -> stale.with(ticket));
    }

    /** Looks once more, now that nobody else can complete a fill of the collection. */
    private CompletableFuture<CollectionAnswer> confirm(Fill led) {
      CompletableFuture<CollectionAnswer> again;
      try {
        again = lookBeforeLeading();
      } catch (RuntimeException | Error e) {
        coordinator.release(led);
        throw e;
      }
      return again
          .whenComplete((answer, failure) -> releaseAfter(failure, led))
          .thenCompose(answer -> leadOrNot(led, answer));
    }

    /** What is skipped is still told of to the leader. */
    private CompletableFuture<CollectionAnswer> lookBeforeLeading() {
      return isRefresh()
          ? look(evenIfBypassed()).thenApply(CollectionAnswer::bypassed)
          : look(hopeful());
    }

    private void releaseAfter(@Nullable Throwable failure, Fill led) {
      if (failure != null) {
        coordinator.release(led);
      }
    }

    private CompletableFuture<CollectionAnswer> leadOrNot(Fill led, CollectionAnswer answer) {
      if (answer.served() && !isDue(answer)) {
        coordinator.release(led);
        return done(answer);
      }
      if (cancellation.isCancelled()) {
        coordinator.giveBack(led);
        return done(answer);
      }
      if (coordinator.begin(led, fill.lease())) {
        String token = coordinator.leaders().token(led);
        return done(answer.with(new FillTicket.Leader(token, fill.lease(), null)));
      }
      // Superseded before it was told.
      return ++turns < MOST_TURNS ? ask() : done(answer);
    }

    private static CompletableFuture<CollectionAnswer> done(CollectionAnswer answer) {
      return CompletableFuture.completedFuture(answer);
    }
  }
}
