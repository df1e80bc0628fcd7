package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.store.WriteClaim;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One try of a leader to write what it has loaded. A token may be sent twice, when an answer was
 * lost; then there are two of these for one fill, and what becomes of the one says nothing of the
 * other.
 *
 * <p><b>Why nothing old can land.</b> The claim is asked on the writer thread inside the
 * transaction. What supersedes a fill marks it before it is handed to the writer itself (a delete,
 * an invalidation, a clear), so a leader's write that is done after it is refused; or it is a put,
 * or the object was invalidated with a collection, and then the mark is set when that is published,
 * which is before the writer begins another transaction, and inside one transaction the store
 * knows. A restart forgets all of this; tokens of before it name fences that nobody holds any more
 * ({@link FillTokens}).
 *
 * <p><b>Of a collection</b> it is asked for its members too. That one of them was put, deleted or
 * invalidated by its key does not supersede the fill. Instead the row tells, by its revision, that
 * it is newer than what the leader has loaded; and where there is no row, {@link Withdrawals} do.
 *
 * <p>Thread-safe.
 */
final class FillClaim implements WriteClaim {
  /** What is written. */
  final Fill fill;

  /** Of the try and not of the fill, which is remembered for long when it was superseded. */
  private volatile @Nullable Entry landed;

  private final FillCoordinator coordinator;
  private final FillTable fills;
  private final Withdrawals withdrawals;

  FillClaim(FillCoordinator coordinator, FillTable fills, Withdrawals withdrawals, Fill fill) {
    this.coordinator = coordinator;
    this.fills = fills;
    this.withdrawals = withdrawals;
    this.fill = fill;
  }

  @Override
  public long since() {
    return fill.since;
  }

  @Override
  public Instant begun() {
    return fill.begun;
  }

  @Override
  public List<String> tags() {
    return fill.tags;
  }

  @Override
  public Set<String> withdrawn() {
    return withdrawnSince().get();
  }

  /** Under one lock with the look at the phase: what is over has been forgotten. */
  private Supplier<Set<String>> withdrawnSince() {
    synchronized (coordinator) {
      coordinator.requireHeld(fill);
      return withdrawals.since(fill);
    }
  }

  @Override
  public void require() {
    coordinator.requireHeld(fill);
  }

  @Override
  public void landing(long revision) {
    synchronized (coordinator) {
      fills.land(this, revision);
    }
  }

  @Override
  public void notLanding() {
    synchronized (coordinator) {
      fills.giveUp(this);
    }
  }

  /**
   * The try is over. What was refused with FILL_SUPERSEDED will never be accepted: the next is
   * sent. After other refusals the lease goes on.
   *
   * @param failure null: it was accepted
   */
  void ended(@Nullable Throwable failure) {
    notLanding();
    if (failure instanceof CacheException refusal && refusal.reason() == Reason.FILL_SUPERSEDED) {
      superseded();
    }
  }

  /** What is written can never be accepted: the next is sent. */
  void superseded() {
    coordinator.supersede(fill);
  }

  /** It has been committed, or another try of the same leader has. */
  void landed(Entry entry) {
    landed = entry;
  }

  /** What the leader's write has left; null before it. */
  @Nullable Entry landed() {
    return landed;
  }
}
