package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CollectionRef;
import dev.larder.store.sqlite.Withdrawal.How;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How much is remembered of what is withdrawn, and for how long. */
class SnapshotWithdrawalsTest {
  private static final CollectionRef SMALL = new CollectionRef("acme", "small", "all");
  private static final CollectionRef LARGE = new CollectionRef("acme", "large", "all");
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(5));

  private final SnapshotWithdrawals withdrawals = new SnapshotWithdrawals();

  private void withdraw(CollectionRef ref, int count) {
    for (int i = 0; i < count; i++) {
      withdrawals.withdraw(ref.member("u" + i), How.SOFT, i, NOW);
    }
  }

  private Withdrawal member(CollectionRef ref, String id, long since) {
    return withdrawals.ofMember(ref, ref.member(id), since);
  }

  @Test
  void withdraw_whereNothingIsStaged_isNotRemembered() {
    withdraw(SMALL, 10);
    assertEquals(0, withdrawals.size());
    assertTrue(member(SMALL, "u0", withdrawals.staged(SMALL, NOW, LATER)).isNone());
  }

  @Test
  void withdraw_whatIsAlreadyThere_countsOnce() {
    long staged = withdrawals.staged(SMALL, NOW, LATER);
    withdrawals.withdraw(SMALL.member("a"), How.HARD, 1, NOW);
    withdrawals.withdraw(SMALL.member("a"), How.HARD, 2, NOW);
    withdrawals.withdraw(SMALL, How.SOFT, 2, NOW);
    assertEquals(2, withdrawals.size());
    assertTrue(member(SMALL, "a", staged).isGone());
  }

  @Test
  void tooMany_theKindThatHasTheMostPays() {
    withdrawals.staged(SMALL, NOW, LATER);
    long staged = withdrawals.staged(LARGE, NOW, LATER);
    withdraw(SMALL, 10);
    withdraw(LARGE, SnapshotWithdrawals.MOST - 9);
    assertEquals(10, withdrawals.size());
    assertTrue(member(SMALL, "other", staged).isNone());
    assertFalse(member(LARGE, "other", staged).isNone());
    assertTrue(member(LARGE, "other", withdrawals.staged(LARGE, NOW, LATER)).isNone());
  }

  @Test
  void tooManyKinds_theOneThatIsKeptForTheShortestIsForgotten() {
    long staged = withdrawals.staged(SMALL, NOW, LATER.plusSeconds(1));
    withdrawals.staged(LARGE, NOW, LATER);
    withdraw(LARGE, 10);
    for (int i = 2; i < SnapshotWithdrawals.MOST_KINDS; i++) {
      withdrawals.staged(new CollectionRef("acme", "kind" + i, "all"), NOW, LATER.plusSeconds(1));
    }
    assertTrue(withdrawals.knowsSince(LARGE, withdrawals.staged(LARGE, NOW, LATER)));
    withdrawals.staged(new CollectionRef("acme", "one more", "all"), NOW, LATER.plusSeconds(1));
    assertTrue(withdrawals.knowsSince(SMALL, staged));
    assertEquals(0, withdrawals.size());
  }

  @Test
  void time_forgetsAKindThatIsStagedNoMore() {
    long staged = withdrawals.staged(SMALL, NOW, LATER);
    withdraw(SMALL, 10);
    withdrawals.staged(LARGE, LATER, LATER.plusSeconds(1));
    assertEquals(0, withdrawals.size());
    assertFalse(withdrawals.knowsSince(SMALL, staged));
    withdrawals.staged(SMALL, LATER, LATER.plusSeconds(1));
    assertFalse(withdrawals.knowsSince(SMALL, staged));
  }

  @Test
  void withdraw_afterTheTimeOfItsKind_isNotRemembered() {
    long staged = withdrawals.staged(SMALL, NOW, LATER);
    withdraw(SMALL, 10);
    withdrawals.withdraw(SMALL.member("other"), How.SOFT, 1, LATER);
    assertEquals(0, withdrawals.size());
    assertFalse(withdrawals.knowsSince(SMALL, staged));
  }

  @Test
  void removedAfterADelete_isMissingToWhoCameBetween() {
    withdrawals.staged(SMALL, NOW, LATER);
    withdrawals.withdraw(SMALL.member("a"), How.DELETED, 1, NOW);
    long between = withdrawals.staged(SMALL, NOW, LATER);
    withdrawals.withdraw(SMALL.member("a"), How.HARD, 1, NOW);
    assertTrue(member(SMALL, "a", between).isGone());
    assertFalse(member(SMALL, "a", between).deleted());
  }
}
