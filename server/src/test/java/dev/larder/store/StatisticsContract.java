package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures that add up. */
public abstract class StatisticsContract extends ObjectStoreContract {
  @Test
  void statistics_newStore_hasNothing() {
    StoreStatistics statistics = await(store().statistics());
    assertEquals(List.of(), statistics.kinds());
    assertTrue(statistics.databaseBytes() > 0);
    assertTrue(statistics.queues().stream().allMatch(queue -> queue.capacity() > 0));
  }

  @Test
  void statistics_kinds_areInTheOrderOfTheBytesOfTheirNames() {
    // In UTF-16, and so for String.compareTo, the last of each comes before the one in front of it.
    List<String> namespaces = List.of("a", "b", "\uFF5A", "𐐀");
    List<String> kinds = List.of("B", "z", "\uFFFD", "𐐨");
    for (int i = namespaces.size() - 1; i >= 0; i--) {
      for (String kind : kinds) {
        write(put(new ObjectKey(namespaces.get(i), kind, "1"), "1"));
      }
    }
    List<String> inOrder =
        namespaces.stream().flatMap(n -> kinds.stream().map(kind -> n + " " + kind)).toList();
    assertEquals(inOrder, namesOfKinds());
    reopen();
    assertEquals(inOrder, namesOfKinds());
  }

  private List<String> namesOfKinds() {
    return await(store().statistics()).kinds().stream()
        .map(kind -> kind.namespace() + " " + kind.kind())
        .toList();
  }

  @Test
  void statistics_afterAnyMixOfChanges_areTheSumOfWhatIsStored() {
    long seed = System.nanoTime();
    System.out.println("StatisticsContract seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      change(random);
      clock.advance(Duration.ofSeconds(random.nextInt(3)));
    }
    assertFiguresAddUp();
    reopen();
    assertFiguresAddUp();
  }

  private void change(Random random) {
    ObjectKey key = user("id" + random.nextInt(20));
    switch (random.nextInt(14)) {
      case 0 -> write(delete(key));
      case 1 -> write(purge(key));
      case 2 -> write(new Touch(List.of(new Touch.Item(key, anHour(), anHour()))));
      case 3 -> write(new InvalidateKeys(WORKSPACE, List.of(key), random.nextBoolean()));
      case 4 -> write(put(key, negative(), null));
      case 5 -> write(new InvalidateKind(WORKSPACE, USERS, random.nextInt(10) == 0));
      case 6, 7 -> write(put(key, tagged(random), null));
      case 8 -> write(new InvalidateTags(WORKSPACE, List.of("tag" + random.nextInt(3)), false));
      default -> write(put(key, "x".repeat(random.nextInt(9_000)), name("n" + random.nextInt())));
    }
  }

  private static Content tagged(Random random) {
    List<String> tags = IntStream.range(0, random.nextInt(3)).mapToObj(i -> "tag" + i).toList();
    return Content.of(json("1"), List.of(), tags, "");
  }

  private void assertFiguresAddUp() {
    List<Entry> entries = new ArrayList<>();
    IntStream.range(0, 20)
        .mapToObj(i -> find(user("id" + i)))
        .filter(Objects::nonNull)
        .forEach(entries::add);
    StoreStatistics.Kind figures = figures(WORKSPACE, USERS);
    assertEquals(entries.size(), figures.objects());
    assertEquals(entries.stream().mapToLong(Entry::weight).sum(), figures.bytes());
    assertEquals(
        entries.stream().mapToLong(entry -> entry.validity().fetchTime().getEpochSecond()).sum(),
        figures.fetchSecondsSum());
  }

  @Test
  void statistics_writes_countEveryEntryThatWasPutTouchedDeletedOrInvalidated() {
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    write(new Touch(List.of(new Touch.Item(user("a"), anHour(), anHour()))));
    write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false));
    write(delete(user("a")));
    assertEquals(5, figures(WORKSPACE, USERS).writes());
  }

  @Test
  void statistics_afterClear_startAtNothing() {
    write(put(user("a"), "1"));
    write(new Clear(WORKSPACE, USERS));
    assertEquals(0, figures(WORKSPACE, USERS).objects());
    assertEquals(0, figures(WORKSPACE, USERS).bytes());
    assertEquals(0, figures(WORKSPACE, USERS).fetchSecondsSum());
  }
}
