package dev.larder.cache;

import dev.larder.model.CacheException;

/**
 * What leaders show: which fills their tokens name, and what their writes are done by.
 *
 * <p>Thread-safe: under the coordinator's lock.
 */
final class Leaders {
  private static final String TOKEN = "token";

  private final FillCoordinator coordinator;
  private final FillTable fills;
  private final Withdrawals withdrawals;
  private final FillTokens tokens;

  Leaders(
      FillCoordinator coordinator, FillTable fills, Withdrawals withdrawals, FillTokens tokens) {
    this.coordinator = coordinator;
    this.fills = fills;
    this.withdrawals = withdrawals;
    this.tokens = tokens;
  }

  /** The leader's proof. */
  String token(Fill fill) {
    return tokens.token(fill.fence);
  }

  /**
   * The fill of a token.
   *
   * @throws CacheException POLICY_INVALID when it is no token; FILL_LOST; FILL_SUPERSEDED
   */
  Fill require(String token) {
    return require(token, TOKEN);
  }

  /** The same of a token that the request has in this field. */
  Fill require(String token, String field) {
    long fence = tokens.fence(token, field);
    synchronized (coordinator) {
      Fill fill = fills.ofFence(fence);
      if (fill == null) {
        throw Fill.lost();
      }
      coordinator.requireHeld(fill);
      return fill;
    }
  }

  /** What the leader's write must still have when it is committed: one for each try. */
  FillClaim claim(Fill fill) {
    return new FillClaim(coordinator, fills, withdrawals, fill);
  }

  /** See {@link FillCoordinator#giveBack}. */
  void giveBack(String token) {
    long fence = tokens.fence(token, TOKEN);
    synchronized (coordinator) {
      coordinator.giveBack(fills.ofFence(fence));
    }
  }
}
