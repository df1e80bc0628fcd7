package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.ObjectKey;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.InvalidateTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is there after the store was closed and opened again. */
public abstract class RestartContract extends ObjectStoreContract {
  @Test
  void reopen_entries_areThereAsTheyWere() {
    write(put(user("a"), "1", name("x")));
    write(put(user("b"), negative(), null));
    write(put(user("c"), "3"));
    write(delete(user("c")));
    List<Entry> before = List.of(read(user("a")), read(user("b")), read(user("c")));
    reopen();
    assertEquals(before, List.of(read(user("a")), read(user("b")), read(user("c"))));
  }

  @Test
  void reopen_catalogue_isTheSame() {
    write(
        settings(
            new NamespaceLimits(5_000_000, 100, Eviction.OLDEST_FETCH),
            Map.of(USERS, folding("name", "email"))));
    write(put(user("a"), "1"));
    write(put(new ObjectKey("umbrella", "messages", "a"), "1"));
    write(new InvalidateKind(WORKSPACE, USERS, false));
    Catalogue before = store().catalogue();
    assertEquals(before, reopen().catalogue());
  }

  @Test
  void reopen_invalidatedTags_areTheSame() {
    write(put(user("a"), "1"));
    write(put(new ObjectKey("umbrella", "messages", "a"), "1"));
    write(new InvalidateTags(WORKSPACE, List.of("a", "b"), false));
    write(new InvalidateTags(WORKSPACE, List.of("b", "中文 𐐀"), true));
    write(new InvalidateTags("umbrella", List.of("a"), false));
    Map<String, Map<String, TagMark>> before = tagMarks();
    reopen();
    assertEquals(before, tagMarks());
    assertEquals(3, before.getOrDefault(WORKSPACE, Map.of()).size());
  }

  /** As if none had been swept: a sweep may come at any time. */
  private Map<String, Map<String, TagMark>> tagMarks() {
    Map<String, Map<String, TagMark>> marks = new HashMap<>();
    for (NamespaceState namespace : store().catalogue().namespaces().values()) {
      Map<String, TagMark> unswept = new HashMap<>(namespace.tagMarks().marks());
      unswept.replaceAll((tag, mark) -> mark.swept(0));
      marks.put(namespace.name(), unswept);
      namespace.kinds().values().forEach(k -> assertEquals(namespace.tagMarks(), k.tagMarks()));
    }
    return marks;
  }

  @Test
  void reopen_revisions_goOn() {
    long revision = write(put(user("a"), "1")).revision();
    reopen();
    assertEquals(Map.of(WORKSPACE, revision), store().initialRevisions());
    assertEquals(revision + 1, write(put(user("b"), "1")).revision());
  }

  @Test
  void reopen_afterClear_leavesTheClearedOutOfReach() {
    write(put(user("a"), "1"));
    EntryAddress old = address(user("a"));
    write(new Clear(WORKSPACE, USERS));
    reopen();
    assertEquals(0, figures(WORKSPACE, USERS).objects());
    assertEquals(null, find(old));
  }

  @Test
  void reopen_afterDeletedNamespace_neverRepeatsARevision() {
    long revision = write(put(user("a"), "1")).revision();
    write(new DeleteNamespace(WORKSPACE, null));
    reopen();
    assertTrue(write(put(user("a"), "1")).revision() > revision);
  }

  @Test
  void reopen_figures_areTheSame() {
    IntStream.range(0, 20).forEach(i -> write(put(user("id" + i), "text " + i)));
    StoreStatistics.Kind before = figures(WORKSPACE, USERS);
    reopen();
    StoreStatistics.Kind after = figures(WORKSPACE, USERS);
    assertEquals(before.objects(), after.objects());
    assertEquals(before.bytes(), after.bytes());
    assertEquals(before.fetchSecondsSum(), after.fetchSecondsSum());
    assertEquals(0, after.writes());
  }

  @Test
  void close_acceptedWrites_areCommitted() {
    var writes = IntStream.range(0, 300).mapToObj(i -> send(put(user("id" + i), "1"))).toList();
    reopen();
    writes.forEach(ObjectStoreContract::await);
    assertEquals(300, figures(WORKSPACE, USERS).objects());
  }

  @Test
  void close_laterCalls_areRefused() {
    write(put(user("a"), "1"));
    EntryAddress address = address(user("a"));
    store().close();
    assertRefused(Reason.SHUTTING_DOWN, send(put(user("b"), "1")));
    assertRefused(Reason.SHUTTING_DOWN, store().read(List.of(address), Cancellation.NEVER));
    assertRefused(Reason.SHUTTING_DOWN, store().statistics());
  }

  @Test
  void close_twice_isOnce() {
    store().close();
    store().close();
  }
}
