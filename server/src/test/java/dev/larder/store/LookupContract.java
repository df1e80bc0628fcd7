package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.NamespaceLimits;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.InvalidateKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lookups by index terms, and of all objects. */
public abstract class LookupContract extends ObjectStoreContract {
  private static final Set<String> ANY_FIELD = Set.of();

  @Test
  void lookup_exactValue_findsAllThatHaveItInTheOrderOfTheirIds() {
    write(put(user("c"), "1", name("x")));
    write(put(user("a"), "1", name("x"), name("y")));
    write(put(user("b"), "1", name("z")));
    assertEquals(List.of("a", "c"), ids(Set.of("name"), "x"));
    assertEquals(List.of("a"), ids(Set.of("name"), "y"));
    assertEquals(List.of(), ids(Set.of("name"), "w"));
  }

  @Test
  void lookup_answersWholeEntries() {
    write(put(user("a"), "1", name("x")));
    assertEquals(List.of(read(user("a"))), page(ANY_FIELD, "x", null, 10).entries());
  }

  @Test
  void lookup_fields_areToldApart() {
    write(put(user("a"), "1", name("x")));
    write(put(user("b"), "1", new IndexTerm("email", "x")));
    assertEquals(List.of("a"), ids(Set.of("name"), "x"));
    assertEquals(List.of("b"), ids(Set.of("email", "other"), "x"));
    assertEquals(List.of("a", "b"), ids(Set.of("name", "email"), "x"));
    assertEquals(List.of("a", "b"), ids(ANY_FIELD, "x"));
  }

  @Test
  void lookup_objectThatHasTheValueInSeveralFields_isFoundOnce() {
    write(put(user("a"), "1", name("x"), new IndexTerm("email", "x"), new IndexTerm("nick", "x")));
    assertEquals(List.of("a"), ids(ANY_FIELD, "x"));
  }

  @Test
  void lookup_fieldThatFoldsCase_findsTheValueInAnyCase() {
    write(settings(NamespaceLimits.NONE, Map.of(USERS, folding("name"))));
    write(put(user("a"), "1", name("Zoë Müller")));
    write(put(user("b"), "1", name("ZOË MÜLLER")));
    assertEquals(List.of("a", "b"), ids(Set.of("name"), "zoë müller"));
    assertEquals(List.of("a", "b"), ids(ANY_FIELD, "zOË mÜLLER"));
    assertEquals(List.of(), ids(Set.of("name"), "zoe muller"));
  }

  @Test
  void lookup_fieldThatDoesNotFoldCase_findsTheVeryValue() {
    write(put(user("a"), "1", name("Zoë"), new IndexTerm("email", "Zoë")));
    write(put(user("b"), "1", name("zoë")));
    assertEquals(List.of("a"), ids(Set.of("name"), "Zoë"));
    assertEquals(List.of(), ids(Set.of("name"), "ZOË"));
  }

  @Test
  void lookup_fieldsSomeOfWhichFold_foldsThoseAlone() {
    write(settings(NamespaceLimits.NONE, Map.of(USERS, folding("email"))));
    write(put(user("a"), "1", name("X")));
    write(put(user("b"), "1", new IndexTerm("email", "X")));
    assertEquals(List.of("b"), ids(ANY_FIELD, "x"));
    assertEquals(List.of("a", "b"), ids(ANY_FIELD, "X"));
  }

  @Test
  void lookup_afterFoldingWasSwitchedOn_holdsForWhatIsStored() {
    write(put(user("a"), "1", name("X")));
    assertEquals(List.of(), ids(Set.of("name"), "x"));
    write(settings(NamespaceLimits.NONE, Map.of(USERS, folding("name"))));
    assertEquals(List.of("a"), ids(Set.of("name"), "x"));
  }

  @Test
  void lookup_afterThePutWithOtherTerms_forgetsTheOldOnes() {
    write(put(user("a"), "1", name("old"), name("both")));
    write(put(user("a"), "1", name("both"), name("new")));
    assertEquals(List.of(), ids(ANY_FIELD, "old"));
    assertEquals(List.of("a"), ids(ANY_FIELD, "both"));
    assertEquals(List.of("a"), ids(ANY_FIELD, "new"));
  }

  @Test
  void lookup_whatIsGone_isNotFound() {
    write(put(user("purged"), "1", name("x")));
    write(put(user("hard"), "1", name("x")));
    write(put(user("expired"), "1", name("x")));
    write(purge(user("purged")));
    write(new InvalidateKeys(WORKSPACE, List.of(user("hard")), true));
    clock.advance(Duration.ofDays(2));
    assertEquals(List.of(), ids(ANY_FIELD, "x"));
    assertEquals(List.of(), ids(ANY_FIELD, null));
  }

  @Test
  void lookup_tombstones_areFoundOnlyWhenAskedFor() {
    write(put(user("a"), "1", name("x")));
    write(delete(user("a")));
    assertEquals(List.of(), ids(ANY_FIELD, "x"));
    Lookup.Page page = look(ANY_FIELD, "x", true, null, 10);
    assertEquals(List.of(read(user("a"))), page.entries());
  }

  @Test
  void lookup_negativeEntries_areNeverFound() {
    write(put(user("a"), negative(), null));
    assertEquals(List.of(), look(ANY_FIELD, null, true, null, 10).entries());
  }

  @Test
  void lookup_afterClear_findsWhatCameAfterIt() {
    write(put(user("a"), "1", name("x")));
    write(new Clear(WORKSPACE, USERS));
    write(put(user("b"), "1", name("x")));
    assertEquals(List.of("b"), ids(ANY_FIELD, "x"));
    assertEquals(List.of("b"), ids(ANY_FIELD, null));
  }

  @Test
  void lookup_pages_makeUpTheWholeInTheOrderOfTheBytes() {
    List<String> ids =
        new ArrayList<>(List.of("\uFFFD", "😀", "é", "e\u0301", "z", "Z", "zz", " "));
    IntStream.range(0, 40).forEach(i -> ids.add("id" + i));
    ids.forEach(id -> write(put(user(id), "1", name("x"))));
    List<String> inByteOrder =
        ids.stream().sorted((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b))).toList();
    for (int limit : new int[] {1, 3, 48, 1_000}) {
      assertEquals(inByteOrder, allPages("x", limit));
      assertEquals(inByteOrder, allPages(null, limit));
    }
  }

  @Test
  void lookup_largeObjects_arrivesWholeOverSeveralPages() {
    IntStream.range(0, 12)
        .forEach(i -> write(put(user("id" + (10 + i)), "x".repeat(2_000_000), name("x"))));
    assertEquals(12, allPages("x", 1_000).size());
  }

  @Test
  void lookup_whoseCallerHasGone_isNotAnswered() {
    write(put(user("a"), "1", name("x")));
    assertRefused(
        Reason.CANCELLED, store().lookup(lookup(ANY_FIELD, "x", false, null, 10), () -> true));
  }

  private List<String> allPages(@Nullable String value, int limit) {
    List<String> ids = new ArrayList<>();
    String after = null;
    do {
      Lookup.Page page = page(ANY_FIELD, value, after, limit);
      assertTrue(page.entries().size() <= limit);
      page.entries().forEach(entry -> ids.add(entry.key().id()));
      after = page.nextAfterId();
    } while (after != null);
    return ids;
  }

  private List<String> ids(Set<String> fields, @Nullable String value) {
    return page(fields, value, null, 100).entries().stream()
        .map(Entry::key)
        .map(key -> key.id())
        .toList();
  }

  private Lookup.Page page(
      Set<String> fields, @Nullable String value, @Nullable String after, int limit) {
    return look(fields, value, false, after, limit);
  }

  private Lookup.Page look(
      Set<String> fields,
      @Nullable String value,
      boolean tombstones,
      @Nullable String after,
      int limit) {
    return await(
        store().lookup(lookup(fields, value, tombstones, after, limit), Cancellation.NEVER));
  }

  private Lookup lookup(
      Set<String> fields,
      @Nullable String value,
      boolean tombstones,
      @Nullable String after,
      int limit) {
    KindState kind = kind(WORKSPACE, USERS);
    return new Lookup(
        WORKSPACE,
        USERS,
        kind.generation(),
        fields,
        value,
        kind.policy().foldCaseFields(),
        tombstones,
        clock.instant(),
        after,
        limit);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
