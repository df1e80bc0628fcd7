package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which withdrawals are remembered, and who pays when there are too many. */
class WithdrawalsTest {
  private final Withdrawals withdrawals = new Withdrawals();
  private long fence;

  private Fill begin(String kind) {
    CollectionRef ref = new CollectionRef(TestingEntries.NAMESPACE, kind, "all");
    Fill fill =
        new Fill(FillKey.ofCollection(ref), ++fence, "test", 0, Instant.EPOCH, Instant.EPOCH);
    withdrawals.begin(fill);
    return fill;
  }

  private List<Fill> withdraw(String kind, String id) {
    return withdrawals.add(new ObjectKey(TestingEntries.NAMESPACE, kind, id));
  }

  private Set<String> since(Fill fill) {
    return withdrawals.since(fill).get();
  }

  /** Those that are to be superseded, all together. */
  private List<Fill> withdraw(String kind, int first, int count) {
    List<Fill> superseded = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      superseded.addAll(withdraw(kind, "id" + i));
    }
    return superseded;
  }

  @Test
  void since_tellsWhatCameAfterTheBeginning() {
    Fill early = begin("users");
    withdraw("users", "a");
    Fill late = begin("users");
    withdraw("users", "b");
    withdraw("messages", "c");
    assertTrue(since(early).contains("a"));
    assertFalse(since(late).contains("a"));
    assertTrue(since(late).contains("b"));
    assertFalse(since(late).contains("c"));
    assertEquals(2, withdrawals.size());
  }

  @Test
  void tooManyOfOneKind_thatKindPays() {
    Fill other = begin("messages");
    withdraw("messages", "m");
    Fill fill = begin("users");
    assertEquals(List.of(), withdraw("users", 0, Withdrawals.MOST_IDS));
    assertEquals(List.of(fill), withdraw("users", "one more"));
    assertEquals(1, withdrawals.size());
    assertTrue(since(other).contains("m"));
  }

  @Test
  void tooManyInAll_theKindThatHasTheMostPaysAndNoOther() {
    Fill first = begin("users");
    Fill second = begin("messages");
    Fill third = begin("teams");
    assertEquals(List.of(), withdraw("users", 0, Withdrawals.MOST_IDS));
    assertEquals(List.of(), withdraw("messages", 0, Withdrawals.MOST_IDS - 1));
    assertEquals(List.of(first), withdraw("teams", 0, 2));
    assertTrue(since(second).contains("id0"));
    assertTrue(since(third).contains("id1"));
    assertEquals(Withdrawals.MOST_IDS + 1, withdrawals.size());
  }

  @Test
  void manyKinds_areBoundedTogether() {
    for (int kind = 0; kind < 50; kind++) {
      begin("kind" + kind);
      withdraw("kind" + kind, 0, 1_000);
      assertTrue(withdrawals.size() <= Withdrawals.MOST_IDS_IN_ALL, "too many");
    }
  }

  @Test
  void whatConcernsNobody_isForgottenBeforeAnybodyPays() {
    Fill early = begin("users");
    withdraw("users", 0, Withdrawals.MOST_IDS);
    Fill late = begin("users");
    withdrawals.end(early);
    assertEquals(List.of(), withdraw("users", "one more"));
    assertTrue(since(late).contains("one more"));
    assertEquals(1, withdrawals.size());
  }

  /** A commit that has begun to look goes on looking, whatever becomes of its fill. */
  @Test
  void whatIsForgotten_isStillToldToWhoHasAskedBefore() {
    Fill fill = begin("users");
    withdraw("users", "a");
    Supplier<Set<String>> asked = withdrawals.since(fill);
    withdraw("users", 0, Withdrawals.MOST_IDS);
    assertTrue(asked.get().contains("a"));
    withdrawals.end(fill);
    assertTrue(asked.get().contains("a"));
    assertEquals(0, withdrawals.size());
  }

  @Test
  void withoutAnyFillOfTheKind_nothingIsRemembered() {
    withdraw("users", "a");
    withdrawals.end(begin("users"));
    withdraw("users", "b");
    assertEquals(0, withdrawals.size());
  }
}
