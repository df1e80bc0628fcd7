package dev.larder.store.sqlite;

import dev.larder.model.Validity;
import java.time.Instant;

/**
 * What was last done to take something back, as far as somebody may have to be told who brought it
 * before: see {@link SnapshotWithdrawals}, whose numbers these are.
 *
 * @param gone when it was last removed; 0: never
 * @param deleted true when that last time was a delete, after which its collections do without it
 * @param soft when it was last made stale; 0: never
 * @param staleFrom when that was; {@link Instant#MAX}: never
 * @param revision the namespace's after the last of all that: what was written since has a later
 *     one
 */
record Withdrawal(long gone, boolean deleted, long soft, Instant staleFrom, long revision) {
  /** Nothing. */
  static final Withdrawal NONE = new Withdrawal(0, false, 0, Instant.MAX, 0);

  /** What is done. */
  enum How {
    SOFT,
    HARD,
    DELETED;

    static How of(boolean hard) {
      return hard ? HARD : SOFT;
    }
  }

  static Withdrawal of(How how, long number, long revision, Instant time) {
    return how == How.SOFT
        ? new Withdrawal(0, false, number, time, revision)
        : new Withdrawal(number, how == How.DELETED, 0, Instant.MAX, revision);
  }

  /**
   * Of a tag of what was brought: it comes before whatever else was done.
   *
   * @param staleFrom {@link Instant#MIN}: nobody knows
   */
  static Withdrawal ofTag(How how, Instant staleFrom) {
    return of(how, 1, 0, staleFrom);
  }

  /** Of what both reach. Of several soft ones the last says since when. */
  Withdrawal and(Withdrawal other) {
    return new Withdrawal(
        Math.max(gone, other.gone),
        gone < other.gone ? other.deleted : deleted,
        Math.max(soft, other.soft),
        soft < other.soft ? other.staleFrom : staleFrom,
        Math.max(revision, other.revision));
  }

  /** The same where nobody knows any more whether it reached this or another object. */
  Withdrawal ofSomeObject() {
    return new Withdrawal(gone, false, soft, staleFrom, revision);
  }

  /** What of it came after that number. */
  Withdrawal since(long number) {
    boolean isGone = gone > number;
    boolean isStale = soft > number;
    return isGone || isStale
        ? new Withdrawal(
            isGone ? gone : 0,
            isGone && deleted,
            isStale ? soft : 0,
            isStale ? staleFrom : Instant.MAX,
            revision)
        : NONE;
  }

  boolean isNone() {
    return !isGone() && soft == 0;
  }

  boolean isGone() {
    return gone > 0;
  }

  /** The validity, of what was brought before, as this leaves it. */
  Validity apply(Validity validity) {
    if (isGone()) {
      return validity.gone();
    }
    Instant fetchTime = validity.fetchTime();
    return validity.staleFrom(staleFrom.isAfter(fetchTime) ? staleFrom : fetchTime);
  }
}
